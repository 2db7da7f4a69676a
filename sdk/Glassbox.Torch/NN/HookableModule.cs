namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose <c>call</c> can be watched and changed. Hooks run in the order they were registered.</summary>
        public abstract class HookableModule<TPreHook, TPostHook>(string name) : Module(name)
        {
            // Replaced, never changed: a hook may add or remove hooks while the module is being called.
            private HookRemover[] hooks = [];

            /// <summary>Runs <paramref name="hook"/> before forward; what it returns, unless null, takes the inputs' place.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Register(hook!, before: true);

            /// <summary>Runs <paramref name="hook"/> after forward; what it returns, unless null, takes the output's place.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Register(hook!, before: false);

            /// <summary>Runs <paramref name="hook"/> before forward, after the typed hooks.</summary>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Register(hook, before: true);

            /// <summary>Runs <paramref name="hook"/> after forward and the typed hooks.</summary>
            public HookRemover register_forward_hook(Action<Module> hook) => Register(hook, before: false);

            private HookRemover Register(object hook, bool before)
            {
                var registered = new HookRemover(this, hook, before);
                hooks = [.. hooks, registered];
                return registered;
            }

            internal sealed override bool HasHooks => hooks.Length > 0;

            private protected IEnumerable<TPreHook> PreHooks() => hooks.Where(h => h.Before).Select(h => h.Hook).OfType<TPreHook>();
            private protected IEnumerable<TPostHook> PostHooks() => hooks.Where(h => !h.Before).Select(h => h.Hook).OfType<TPostHook>();
            private protected IEnumerable<Action<Module>> ModulePreHooks() => hooks.Where(h => h.Before).Select(h => h.Hook).OfType<Action<Module>>();
            private protected IEnumerable<Action<Module>> ModulePostHooks() => hooks.Where(h => !h.Before).Select(h => h.Hook).OfType<Action<Module>>();

            /// <summary>A registered hook, to be removed.</summary>
            public sealed class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> module;
                internal readonly object Hook;
                internal readonly bool Before;

                internal HookRemover(HookableModule<TPreHook, TPostHook> module, object hook, bool before) => (this.module, Hook, Before) = (module, hook, before);

                public void remove() => module.hooks = Array.FindAll(module.hooks, h => h != this);
            }
        }
    }
}
