import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "../lib/api.ts";
import { signOut } from "../lib/session.ts";
import { App } from "./app.tsx";
import "./tokens.css";
import "./app.css";

const RETRIES = 2;

const onError = (error: Error) => {
  if (error instanceof ApiError && error.status === 401)
    signOut("Your API key is no longer valid. Sign in again.");
};
const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _result, mutation) => {
      if (!mutation.meta?.isSignIn) onError(error);
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: "always",
      retry: (failures, error) => failures < RETRIES && !(error instanceof ApiError && isFinal(error.status)),
    },
    mutations: { networkMode: "always" },
  },
});
const isFinal = (status: number): boolean => status >= 400 && status < 500;

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
