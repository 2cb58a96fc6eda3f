import { expect, test } from "vitest";
import { serverOf } from "./mongo.ts";

test.each([
  ["mongodb://u:p@10.0.0.5:27017/?appName=a@8.8.8.8", "10.0.0.5:27017"],
  ["mongodb://u:p%40ss@B.example:1,c.example/db?replicaSet=r", "b.example:1,c.example:27017"],
  ["mongodb://[::1]:27018", "[::1]:27018"],
  ["mongodb+srv://u:p@cluster.example.net/db", "cluster.example.net"],
  ["mongodb://a:s3cret@b:port", "(unreadable)"],
])("the server of %s is %s, as the driver reads it", (uri, server) => expect(serverOf(uri)).toBe(server));
