/** A client that greets and then dies at its first real call. */
import { serve } from "../../harness/cast/stdio/serve.ts";

serve(() => ({
  hello: async () => ({ protocol: 1, driver: "ghost", versions: { ghost: "1" }, capabilities: [] }),
  shutdown: async () => ({}),
  login: async () => {
    console.error("thread 'main' panicked at the sight of a server");
    process.exit(101);
  },
}));
