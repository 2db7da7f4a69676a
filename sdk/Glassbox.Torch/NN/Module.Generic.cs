namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Anything that is called as a module of one input is.</summary>
        public interface IModule<in T1, out TResult>
        {
            TResult call(T1 input);
        }

        /// <summary>A module of one input. <see cref="call"/> runs the pre-hooks, <see cref="forward"/> and the hooks; <see cref="forward"/> alone runs neither.</summary>
        public abstract class Module<T1, TResult>(string name) : HookableModule<Func<Module<T1, TResult>, T1, T1>, Func<Module<T1, TResult>, T1, TResult, TResult>>(name), IModule<T1, TResult>
        {
            public abstract TResult forward(T1 input);

            public TResult call(T1 input)
            {
                var observer = ModuleObserver.Current;
                if (observer is null) return Run(input);
                observer.Entered(this);
                TResult? output = default;
                try
                {
                    return output = Run(input);
                }
                finally
                {
                    observer.Left(this, output);
                }
            }

            private TResult Run(T1 input)
            {
                if (!HasHooks) return forward(input);
                foreach (var hook in PreHooks()) input = hook(this, input) ?? input;
                foreach (var hook in ModulePreHooks()) hook(this);
                var output = forward(input);
                foreach (var hook in PostHooks()) output = hook(this, input, output) ?? output;
                foreach (var hook in ModulePostHooks()) hook(this);
                return output;
            }
        }

        /// <summary>Anything that is called as a module of two inputs is.</summary>
        public interface IModule<in T1, in T2, out TResult>
        {
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>A module of two inputs. <see cref="call"/> runs the pre-hooks, <see cref="forward"/> and the hooks; <see cref="forward"/> alone runs neither.</summary>
        public abstract class Module<T1, T2, TResult>(string name) : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>(name), IModule<T1, T2, TResult>
        {
            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2)
            {
                var observer = ModuleObserver.Current;
                if (observer is null) return Run(input1, input2);
                observer.Entered(this);
                TResult? output = default;
                try
                {
                    return output = Run(input1, input2);
                }
                finally
                {
                    observer.Left(this, output);
                }
            }

            private TResult Run(T1 input1, T2 input2)
            {
                if (!HasHooks) return forward(input1, input2);
                foreach (var hook in PreHooks())
                    if (hook(this, input1, input2) is { } replaced) (input1, input2) = replaced;
                foreach (var hook in ModulePreHooks()) hook(this);
                var output = forward(input1, input2);
                foreach (var hook in PostHooks()) output = hook(this, input1, input2, output) ?? output;
                foreach (var hook in ModulePostHooks()) hook(this);
                return output;
            }
        }

        /// <summary>Anything that is called as a module of three inputs is.</summary>
        public interface IModule<in T1, in T2, in T3, out TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3);
        }

        /// <summary>A module of three inputs. <see cref="call"/> runs the pre-hooks, <see cref="forward"/> and the hooks; <see cref="forward"/> alone runs neither.</summary>
        public abstract class Module<T1, T2, T3, TResult>(string name) : HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>(name), IModule<T1, T2, T3, TResult>
        {
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                var observer = ModuleObserver.Current;
                if (observer is null) return Run(input1, input2, input3);
                observer.Entered(this);
                TResult? output = default;
                try
                {
                    return output = Run(input1, input2, input3);
                }
                finally
                {
                    observer.Left(this, output);
                }
            }

            private TResult Run(T1 input1, T2 input2, T3 input3)
            {
                if (!HasHooks) return forward(input1, input2, input3);
                foreach (var hook in PreHooks())
                    if (hook(this, input1, input2, input3) is { } replaced) (input1, input2, input3) = replaced;
                foreach (var hook in ModulePreHooks()) hook(this);
                var output = forward(input1, input2, input3);
                foreach (var hook in PostHooks()) output = hook(this, input1, input2, input3, output) ?? output;
                foreach (var hook in ModulePostHooks()) hook(this);
                return output;
            }
        }

        /// <summary>Anything that is called as a module of four inputs is.</summary>
        public interface IModule<in T1, in T2, in T3, in T4, out TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4);
        }

        /// <summary>A module of four inputs. <see cref="call"/> runs the pre-hooks, <see cref="forward"/> and the hooks; <see cref="forward"/> alone runs neither.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult>(string name) : HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>(name), IModule<T1, T2, T3, T4, TResult>
        {
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                var observer = ModuleObserver.Current;
                if (observer is null) return Run(input1, input2, input3, input4);
                observer.Entered(this);
                TResult? output = default;
                try
                {
                    return output = Run(input1, input2, input3, input4);
                }
                finally
                {
                    observer.Left(this, output);
                }
            }

            private TResult Run(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                if (!HasHooks) return forward(input1, input2, input3, input4);
                foreach (var hook in PreHooks())
                    if (hook(this, input1, input2, input3, input4) is { } replaced) (input1, input2, input3, input4) = replaced;
                foreach (var hook in ModulePreHooks()) hook(this);
                var output = forward(input1, input2, input3, input4);
                foreach (var hook in PostHooks()) output = hook(this, input1, input2, input3, input4, output) ?? output;
                foreach (var hook in ModulePostHooks()) hook(this);
                return output;
            }
        }

        /// <summary>Anything that is called as a module of five inputs is.</summary>
        public interface IModule<in T1, in T2, in T3, in T4, in T5, out TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);
        }

        /// <summary>A module of five inputs. <see cref="call"/> runs the pre-hooks, <see cref="forward"/> and the hooks; <see cref="forward"/> alone runs neither.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, TResult>(string name) : HookableModule<Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>, Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult>>(name), IModule<T1, T2, T3, T4, T5, TResult>
        {
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                var observer = ModuleObserver.Current;
                if (observer is null) return Run(input1, input2, input3, input4, input5);
                observer.Entered(this);
                TResult? output = default;
                try
                {
                    return output = Run(input1, input2, input3, input4, input5);
                }
                finally
                {
                    observer.Left(this, output);
                }
            }

            private TResult Run(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                if (!HasHooks) return forward(input1, input2, input3, input4, input5);
                foreach (var hook in PreHooks())
                    if (hook(this, input1, input2, input3, input4, input5) is { } replaced) (input1, input2, input3, input4, input5) = replaced;
                foreach (var hook in ModulePreHooks()) hook(this);
                var output = forward(input1, input2, input3, input4, input5);
                foreach (var hook in PostHooks()) output = hook(this, input1, input2, input3, input4, input5, output) ?? output;
                foreach (var hook in ModulePostHooks()) hook(this);
                return output;
            }
        }

        /// <summary>Anything that is called as a module of six inputs is.</summary>
        public interface IModule<in T1, in T2, in T3, in T4, in T5, in T6, out TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);
        }

        /// <summary>A module of six inputs. <see cref="call"/> runs the pre-hooks, <see cref="forward"/> and the hooks; <see cref="forward"/> alone runs neither.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult>(string name) : HookableModule<Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)?>, Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, TResult, TResult>>(name), IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                var observer = ModuleObserver.Current;
                if (observer is null) return Run(input1, input2, input3, input4, input5, input6);
                observer.Entered(this);
                TResult? output = default;
                try
                {
                    return output = Run(input1, input2, input3, input4, input5, input6);
                }
                finally
                {
                    observer.Left(this, output);
                }
            }

            private TResult Run(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                if (!HasHooks) return forward(input1, input2, input3, input4, input5, input6);
                foreach (var hook in PreHooks())
                    if (hook(this, input1, input2, input3, input4, input5, input6) is { } replaced) (input1, input2, input3, input4, input5, input6) = replaced;
                foreach (var hook in ModulePreHooks()) hook(this);
                var output = forward(input1, input2, input3, input4, input5, input6);
                foreach (var hook in PostHooks()) output = hook(this, input1, input2, input3, input4, input5, input6, output) ?? output;
                foreach (var hook in ModulePostHooks()) hook(this);
                return output;
            }
        }
    }
}
