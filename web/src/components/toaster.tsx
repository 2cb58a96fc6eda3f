import { Toaster as Sonner } from "sonner";
import "sonner/dist/styles.css";
import { usePreferences } from "../lib/preferences.ts";

/** Where toasts appear; the shell has one. Raise them with `lib/toast.ts`. */
export function Toaster() {
  const { theme } = usePreferences();
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      offset={16}
      mobileOffset={{ bottom: 72, left: 12, right: 12 }}
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "pop flex w-full items-center gap-2.5 px-3 py-2.5 text-13 rail:w-95 font-sans [&_[data-icon]]:relative [&_[data-icon]]:min-h-4 [&_[data-icon]]:min-w-4 [&_[data-icon]]:shrink-0",
          title: "font-400",
          description: "text-12 text-fg-2",
          content: "min-w-0 flex-1",
          actionButton:
            "ml-auto shrink-0 rounded-2 px-2 h-ctl-small text-12 font-500 text-accent-text hover:bg-surface-3",
          cancelButton: "shrink-0 rounded-2 px-2 h-ctl-small text-12 text-fg-2 hover:bg-surface-3",
        },
      }}
    />
  );
}
