import { getRouteApi } from "@tanstack/react-router";
import { Suspense } from "react";
import { NotFound } from "../../app/page-states.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { SECTIONS } from "./sections.ts";

const route = getRouteApi("/app/settings/$section");

export function SettingsSection() {
  const { section } = route.useParams();
  const found = SECTIONS.find(({ id }) => id === section);
  if (!found) return <NotFound what="section">Choose one from the list.</NotFound>;
  const Page = found.page;
  return (
    <Suspense fallback={<Skeleton label="Loading" height="tall" />}>
      <Page />
    </Suspense>
  );
}
