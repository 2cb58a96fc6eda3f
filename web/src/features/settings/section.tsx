import { getRouteApi } from "@tanstack/react-router";
import { Suspense } from "react";
import { NoPermission, NotFound } from "../../app/page-states.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useHere } from "./access.ts";
import { SECTIONS } from "./sections.ts";

const route = getRouteApi("/app/settings/$section");

export function SettingsSection() {
  const { section } = route.useParams();
  const { can, isPerson } = useHere();
  const found = SECTIONS.find(({ id }) => id === section);
  if (!found || (found.personal && !isPerson))
    return <NotFound what="section">Choose one from the list.</NotFound>;
  if (found.role && !can(found.role)) return <NoPermission what={`see ${found.label}`} />;
  const Page = found.page;
  return (
    <Suspense fallback={<Skeleton label="Loading" height="tall" />}>
      <Page />
    </Suspense>
  );
}
