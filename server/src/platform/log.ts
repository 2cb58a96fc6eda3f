import pino, { type Logger } from "pino";

export type Log = Logger;

/** JSON lines on stderr; standard output is left to the supervisor's protocol. */
export function createLog(name: string, level: string): Log {
  return pino(
    {
      name,
      level,
      base: { name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ["*.secret", "*.apiKey", "*.authorization", "req.headers", "*.uri"],
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
