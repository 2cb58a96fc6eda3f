import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { cspNonce } from "../lib/csp-nonce.ts";
import { followPreferences } from "../lib/preferences.ts";
import { queryClient } from "./query-client.ts";
import { router } from "./router.tsx";
import "../styles/index.css";

followPreferences();

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <CSPProvider nonce={cspNonce()}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
