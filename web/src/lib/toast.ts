interface ToastOptions {
  readonly description?: string;
  /** Such as Undo, View or Stop. */
  readonly action?: { readonly label: string; readonly onClick: () => void };
  /** Replaces the toast of the same id: for progress. */
  readonly id?: string;
  /** ms; `Infinity` stays until it is replaced or dismissed. */
  readonly duration?: number;
}

/** Results and undo only; an error stands where it happened, never only here. */
export const toast = {
  done: (message: string, options?: ToastOptions) => raise("success", message, options),
  info: (message: string, options?: ToastOptions) => raise("info", message, options),
  progress: (message: string, options: ToastOptions & { readonly id: string }) =>
    raise("loading", message, { duration: Number.POSITIVE_INFINITY, ...options }),
  dismiss: (id: string) => void import("sonner").then((sonner) => sonner.toast.dismiss(id)),
};

function raise(kind: "success" | "info" | "loading", message: string, options?: ToastOptions): void {
  void import("sonner").then((sonner) => sonner.toast[kind](message, options));
}
