import {
  type Contract,
  ERROR_STATUS,
  ErrorBody,
  type ErrorCode,
  FieldProblem,
  isStream,
  type OpDef,
  statusOf,
} from "@sluice/shared/contract";
import * as z from "zod";
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathItemObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";

interface Api {
  readonly version: string;
  readonly publicUrl: string;
  /** Name of the cookie that carries a dashboard session. */
  readonly sessionCookie: string;
}

const REQUEST_ID = {
  "X-Request-Id": {
    description: "Id of this request; name it when you report a problem.",
    schema: { type: "string" as const },
  },
};

/** The whole interface as OpenAPI 3.1, made from the declarations that also check the requests. */
export function openApiDocument(contract: Contract, { version, publicUrl, sessionCookie }: Api) {
  const paths: Record<string, ZodOpenApiPathItemObject> = {};
  const ops = Object.values(contract).flatMap((feature) => Object.values(feature));
  for (const op of ops) {
    const item = paths[op.path] ?? {};
    item[op.method.toLowerCase() as "get"] = operation(op);
    paths[op.path] = item;
  }
  return createDocument(
    {
      openapi: "3.1.1",
      info: {
        title: "Sluice",
        version,
        description: "Receives webhooks, keeps every one, and turns them into work that survives crashes.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: publicUrl }],
      tags: [...new Set(ops.map((op) => op.tag))].map((name) => ({ name })),
      security: [{ apiKey: [] }, { session: [] }],
      paths,
      components: {
        schemas: { FieldProblem },
        securitySchemes: {
          apiKey: { type: "http", scheme: "bearer", description: "An API key of the workspace." },
          session: {
            type: "apiKey",
            in: "cookie",
            name: sessionCookie,
            description: "A dashboard session; the header `Sluice-Workspace` chooses among its workspaces.",
          },
        },
      },
    },
    { override },
  );
}

type Override = Extract<NonNullable<CreateDocumentOptions["override"]>, (context: never) => unknown>;

const override: Override = ({ jsonSchema, zodSchema, io }) => {
  const { def } = zodSchema._zod;
  const inUrl = z.globalRegistry.get(zodSchema)?.inUrl;
  if (inUrl) {
    const shown = inUrl === "first" ? jsonSchema.anyOf?.[0] : inUrl;
    for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as keyof typeof jsonSchema];
    Object.assign(jsonSchema, shown);
  }
  if (def.type === "default") jsonSchema.default ??= def.defaultValue;
  // The pattern behind a date-time is hundreds of characters long and says no more than its format.
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  // Answers may grow: a caller must not refuse a field that it does not know.
  if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

function operation(op: OpDef): ZodOpenApiOperationObject {
  return {
    operationId: op.operationId,
    summary: op.summary,
    tags: [op.tag],
    ...(op.description && { description: op.description }),
    ...(op.role === "public" ? { security: [] } : { "x-role": op.role }),
    requestParams: { ...(op.params && { path: op.params }), ...(op.query && { query: op.query }) },
    ...requestBody(op),
    responses: { ...successes(op), ...failures(op) },
  };
}

function requestBody(op: OpDef): Pick<ZodOpenApiOperationObject, "requestBody"> {
  if (op.raw)
    return { requestBody: { description: op.raw.body, required: true, content: { "application/json": {} } } };
  if (!op.body) return {};
  const required = !op.body.safeParse({}).success;
  return { requestBody: { required, content: { "application/json": { schema: op.body } } } };
}

function successes(op: OpDef): ZodOpenApiResponsesObject {
  const others = Object.entries(op.raw?.alsoAnswers ?? {});
  return Object.fromEntries([
    [String(statusOf(op)), { description: op.output ? op.summary : "Done", ...answer(op) }],
    ...others.map(([status, description]) => [status, { description, ...answer(op) }]),
  ]);
}

function answer({ output }: OpDef): Omit<ZodOpenApiResponseObject, "description"> {
  if (!output) return { headers: REQUEST_ID };
  const content = isStream(output)
    ? [output.stream].flat().map((type) => [type, { schema: { type: "string" } }])
    : [["application/json", { schema: output as z.ZodType }]];
  return { headers: REQUEST_ID, content: Object.fromEntries(content) };
}

/** One response a status, which names the codes it can carry. */
function failures(op: OpDef): ZodOpenApiResponsesObject {
  const codes = new Set<ErrorCode>([
    ...(op.params || op.query || op.body ? (["invalid_input"] as const) : []),
    ...(op.role === "public" ? [] : (["unauthenticated", "forbidden"] as const)),
    ...(op.params && !op.raw ? (["not_found"] as const) : []),
    ...(op.body ? (["payload_too_large", "media_type_unsupported"] as const) : []),
    ...(op.errors ?? []),
    "unavailable",
  ]);
  return Object.fromEntries(
    [...Map.groupBy(codes, (code) => ERROR_STATUS[code])].map(([status, grouped]) => [
      String(status),
      {
        description: grouped.map((code) => `\`${code}\``).join(", "),
        headers: REQUEST_ID,
        content: { "application/json": { schema: ErrorBody } },
      },
    ]),
  );
}
