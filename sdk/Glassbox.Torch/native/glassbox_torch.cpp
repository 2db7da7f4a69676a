// The whole native side of Glassbox.Torch: a C interface to libtorch 1.13 to 2.11.
//
// One entry point calls any ATen operator by its schema name through libtorch's dispatcher (gb_op_call). The rest is what is no operator:
// autograd, hooks, the interceptor, TorchScript, devices, seeds. A tensor's handle is its TensorImpl*, holding one reference.
//
// Every function that can fail returns a negative number on failure; gb_error() then has the message, for the calling thread.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/runtime/interpreter.h>
#include <torch/csrc/jit/serialization/import.h>
#include <torch/library.h>
#include <torch/version.h>

#include <dlfcn.h>
#include <malloc.h>

#include <string>
#include <vector>

#define GB_API extern "C" __attribute__((visibility("default")))

namespace {

using c10::IValue;
using Impl = c10::TensorImpl;
// std::optional or c10::optional, as this libtorch has it.
using OptionalTensor = std::decay_t<decltype(std::declval<IValue>().toOptional<at::Tensor>())>;

thread_local std::string error_text;
thread_local std::string result_text;

template <typename F>
int guarded(F&& body) {
  try {
    return body();
  } catch (const c10::Error& e) {
    error_text = e.what_without_backtrace();
  } catch (const std::exception& e) {
    error_text = e.what();
  } catch (...) {
    error_text = "an unknown native exception";
  }
  return -1;
}

// ---- values ----------------------------------------------------------------------------------------------------------------------

enum Tag : int32_t {
  kNone, kDefault, kTensor, kInt, kDouble, kBool, kComplex, kString, kDevice, kGenerator,
  kIntList, kDoubleList, kBoolList, kTensorList, kOptionalTensorList, kOther
};

// Mirrors Glassbox.Torch's NativeValue.
struct Value {
  int32_t tag;
  int32_t count;   // of list elements; a device's type
  union { int64_t i; double d; void* p; };
  union { int64_t extra; double imaginary; };  // a result tensor's newly owned bytes; an intercepted tensor's identity; a device's index
};

at::Tensor borrow(void* handle) {
  if (handle == nullptr) return at::Tensor();
  return at::Tensor(c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>::reclaim_copy(static_cast<Impl*>(handle)));
}

void* own(at::Tensor tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

int64_t owned_bytes(const at::Tensor& t) {
  return t.defined() && t.has_storage() && t.storage().use_count() == 1 ? static_cast<int64_t>(t.storage().nbytes()) : 0;
}

std::vector<at::Tensor> borrow_all(void** handles, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int i = 0; i < count; i++) tensors.push_back(borrow(handles[i]));
  return tensors;
}

void set_tensor(Value& v, at::Tensor t) {
  v.tag = t.defined() ? kTensor : kNone;
  v.extra = owned_bytes(t);
  v.p = own(std::move(t));
}

// ---- calling operators -----------------------------------------------------------------------------------------------------------

struct Parameter {
  c10::TypeKind kind;
  c10::TypeKind element;
  bool optional_element;
  int32_t fixed_length;  // of int[2] and the like, which also take one number; 0 for others
};

struct Op {
  c10::OperatorHandle handle;
  std::vector<Parameter> parameters;
};

Parameter describe(const c10::Argument& argument) {
  Parameter p{argument.type()->kind(), c10::TypeKind::AnyType, false, argument.N() ? static_cast<int32_t>(*argument.N()) : 0};
  auto type = argument.type();
  if (p.kind == c10::TypeKind::OptionalType) {
    type = type->expect<c10::OptionalType>()->getElementType();
    p.kind = type->kind();
  }
  if (p.kind == c10::TypeKind::ListType) {
    auto element = type->expect<c10::ListType>()->getElementType();
    if (element->kind() == c10::TypeKind::OptionalType) {
      p.optional_element = true;
      element = element->expect<c10::OptionalType>()->getElementType();
    }
    p.element = element->kind();
  }
  return p;
}

IValue int_list(const int64_t* values, int count, c10::TypeKind element) {
  if (element == c10::TypeKind::FloatType) {
    c10::List<double> list;
    for (int i = 0; i < count; i++) list.push_back(static_cast<double>(values[i]));
    return list;
  }
  if (element == c10::TypeKind::NumberType) {
    c10::List<at::Scalar> list;
    for (int i = 0; i < count; i++) list.push_back(at::Scalar(values[i]));
    return IValue(std::move(list));
  }
  c10::List<int64_t> list;
  list.reserve(count);
  for (int i = 0; i < count; i++) list.push_back(values[i]);
  return list;
}

IValue to_ivalue(const Value& v, const Parameter& p, const c10::Argument& argument) {
  switch (v.tag) {
    case kDefault:
      TORCH_CHECK(argument.default_value(), "argument '", argument.name(), "' has no default");
      return *argument.default_value();
    case kNone:
      return IValue();
    case kTensor:
      return borrow(v.p);
    case kInt:
      if (p.kind == c10::TypeKind::FloatType) return static_cast<double>(v.i);
      if (p.kind == c10::TypeKind::BoolType) return v.i != 0;
      if (p.kind == c10::TypeKind::ListType) {
        std::vector<int64_t> repeated(std::max(1, p.fixed_length), v.i);
        return int_list(repeated.data(), static_cast<int>(repeated.size()), p.element);
      }
      return v.i;
    case kDouble:
      if (p.kind == c10::TypeKind::ListType) return c10::List<double>({v.d});
      return v.d;
    case kBool:
      if (p.kind == c10::TypeKind::IntType) return static_cast<int64_t>(v.i);
      return v.i != 0;
    case kComplex:
      return c10::complex<double>(v.d, v.imaginary);
    case kString:
      return std::string(static_cast<const char*>(v.p), v.count);
    case kDevice:
      return c10::Device(static_cast<c10::DeviceType>(v.count), static_cast<c10::DeviceIndex>(v.extra));
    case kGenerator:
      return *static_cast<at::Generator*>(v.p);
    case kIntList:
      return int_list(static_cast<const int64_t*>(v.p), v.count, p.element);
    case kDoubleList: {
      c10::List<double> list;
      for (int i = 0; i < v.count; i++) list.push_back(static_cast<const double*>(v.p)[i]);
      return list;
    }
    case kBoolList: {
      c10::List<bool> list;
      for (int i = 0; i < v.count; i++) list.push_back(static_cast<const uint8_t*>(v.p)[i] != 0);
      return list;
    }
    case kTensorList:
    case kOptionalTensorList: {
      auto handles = static_cast<void**>(v.p);
      if (p.optional_element) {
        c10::List<OptionalTensor> list;
        for (int i = 0; i < v.count; i++) list.push_back(handles[i] ? OptionalTensor(borrow(handles[i])) : OptionalTensor());
        return IValue(std::move(list));
      }
      c10::List<at::Tensor> list;
      for (int i = 0; i < v.count; i++) list.push_back(borrow(handles[i]));
      return list;
    }
    default:
      TORCH_CHECK(false, "argument '", argument.name(), "' has an unknown tag ", v.tag);
  }
}

// Writes an operator's result. A list takes one Value with an array of handles that the caller frees with gb_free_handles.
void from_ivalue(IValue&& value, Value& out) {
  out = Value{};
  if (value.isTensor()) {
    set_tensor(out, std::move(value).toTensor());
  } else if (value.isNone()) {
    out.tag = kNone;
  } else if (value.isBool()) {
    out.tag = kBool;
    out.i = value.toBool();
  } else if (value.isInt()) {
    out.tag = kInt;
    out.i = value.toInt();
  } else if (value.isDouble()) {
    out.tag = kDouble;
    out.d = value.toDouble();
  } else if (value.isComplexDouble()) {
    auto c = value.toComplexDouble();
    out.tag = kComplex;
    out.d = c.real();
    out.imaginary = c.imag();
  } else if (value.isTensorList()) {
    auto tensors = value.toTensorVector();
    auto handles = new void*[tensors.size()];
    for (size_t i = 0; i < tensors.size(); i++) handles[i] = own(std::move(tensors[i]));
    out.tag = kTensorList;
    out.count = static_cast<int32_t>(tensors.size());
    out.p = handles;
  } else {
    out.tag = kOther;
  }
}

// ---- custom autograd functions ---------------------------------------------------------------------------------------------------

// Fills `inputs` with owned handles of the gradients of the function's inputs (null for none). Returns negative after an error.
using BackwardCallback = int (*)(void* context, void** outputs, int output_count, void** inputs, int input_count);
using ReleaseCallback = void (*)(void* context);
using HookCallback = void* (*)(void* context, void* gradient, int* failed);

[[noreturn]] void managed_error() { throw std::runtime_error("glassbox: managed code threw an exception"); }

struct ManagedNode : public torch::autograd::Node {
  BackwardCallback callback = nullptr;
  ReleaseCallback release = nullptr;
  void* context = nullptr;
  int input_count = 0;

  ~ManagedNode() override { if (release) release(context); }

  torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
    std::vector<void*> given, wanted(input_count, nullptr);
    for (auto& g : gradients) given.push_back(own(g));
    int status = callback(context, given.data(), static_cast<int>(given.size()), wanted.data(), input_count);
    torch::autograd::variable_list result;
    for (auto handle : wanted) {
      result.push_back(borrow(handle));
      if (handle) c10::raw::intrusive_ptr::decref(static_cast<Impl*>(handle));
    }
    if (status < 0) managed_error();
    return result;
  }
};

struct ManagedHook {
  HookCallback callback;
  ReleaseCallback release;
  void* context;
  ~ManagedHook() { release(context); }
};

// ---- the interceptor -------------------------------------------------------------------------------------------------------------

// What an operator was given and gave back. Handles are borrowed for the duration of the callback, except those whose `count` is 1:
// a copy, owned by the receiver, of what a tensor held before the operator changed it in place. `extra` is the identity of the tensor
// that was passed. Mirrors Glassbox.Torch's InterceptedCall.
struct Intercepted {
  const char* name;
  const char* overload;
  const char* path;      // TorchScript's module hierarchy; empty elsewhere
  Value* arguments;
  Value* results;
  int32_t argument_count;
  int32_t result_count;
};

using InterceptCallback = int (*)(const Intercepted*);

thread_local InterceptCallback interceptor = nullptr;
thread_local bool in_script = false;

constexpr auto intercept_key = c10::DispatchKey::TESTING_ONLY_GenericMode;

// The lists and strings that recorded values point into, for the duration of one callback.
struct Storage {
  std::vector<std::vector<int64_t>> ints;
  std::vector<std::vector<double>> doubles;
  std::vector<std::vector<uint8_t>> bools;
  std::vector<std::vector<void*>> handles;
  std::vector<std::string> strings;
  explicit Storage(size_t n) { ints.reserve(n); doubles.reserve(n); bools.reserve(n); handles.reserve(n); strings.reserve(n); }
};

Value view_of(const IValue& value, Storage& storage) {
  Value v{};
  if (value.isTensor()) {
    v.p = value.toTensor().defined() ? value.toTensor().unsafeGetTensorImpl() : nullptr;
    v.tag = v.p ? kTensor : kNone;
    v.extra = reinterpret_cast<int64_t>(v.p);
  } else if (value.isNone()) {
    v.tag = kNone;
  } else if (value.isBool()) {
    v.tag = kBool;
    v.i = value.toBool();
  } else if (value.isInt()) {
    v.tag = kInt;
    v.i = value.toInt();
  } else if (value.isDouble()) {
    v.tag = kDouble;
    v.d = value.toDouble();
  } else if (value.isComplexDouble()) {
    v.tag = kComplex;
    v.d = value.toComplexDouble().real();
    v.imaginary = value.toComplexDouble().imag();
  } else if (value.isString()) {
    storage.strings.push_back(value.toStringRef());
    v.tag = kString;
    v.count = static_cast<int32_t>(storage.strings.back().size());
    v.p = const_cast<char*>(storage.strings.back().data());
  } else if (value.isDevice()) {
    v.tag = kDevice;
    v.count = static_cast<int32_t>(value.toDevice().type());
    v.extra = value.toDevice().index();
  } else if (value.isGenerator()) {
    v.tag = kGenerator;
  } else if (value.isIntList()) {
    auto list = value.toIntVector();
    storage.ints.emplace_back(list.begin(), list.end());
    v.tag = kIntList;
    v.count = static_cast<int32_t>(list.size());
    v.p = storage.ints.back().data();
  } else if (value.isDoubleList()) {
    auto list = value.toDoubleVector();
    storage.doubles.emplace_back(list.begin(), list.end());
    v.tag = kDoubleList;
    v.count = static_cast<int32_t>(list.size());
    v.p = storage.doubles.back().data();
  } else if (value.isBoolList()) {
    auto list = value.toBoolList();
    storage.bools.emplace_back();
    for (bool b : list) storage.bools.back().push_back(b);
    v.tag = kBoolList;
    v.count = static_cast<int32_t>(storage.bools.back().size());
    v.p = storage.bools.back().data();
  } else if (value.isTensorList()) {
    storage.handles.emplace_back();
    for (const at::Tensor& t : value.toTensorVector()) storage.handles.back().push_back(t.defined() ? t.unsafeGetTensorImpl() : nullptr);
    v.tag = kTensorList;
    v.count = static_cast<int32_t>(storage.handles.back().size());
    v.p = storage.handles.back().data();
  } else if (value.isOptionalTensorList()) {
    storage.handles.emplace_back();
    for (const OptionalTensor t : value.toOptionalTensorList()) storage.handles.back().push_back(t && t->defined() ? t->unsafeGetTensorImpl() : nullptr);
    v.tag = kOptionalTensorList;
    v.count = static_cast<int32_t>(storage.handles.back().size());
    v.p = storage.handles.back().data();
  } else {
    v.tag = kOther;
  }
  return v;
}

// What a tensor holds, in a copy of its whole memory with the same layout, so that other views of that memory can be read from the copy too.
// The copy claims the place in the autograd graph that the tensor has now.
at::Tensor value_before(const at::Tensor& changed) {
  at::Tensor before;
  {
    at::AutoDispatchBelowADInplaceOrView no_views;
    auto elements = static_cast<int64_t>(changed.storage().nbytes() / changed.itemsize());
    before = changed.as_strided({elements}, {1}, 0).clone().as_strided(changed.sizes(), changed.strides(), changed.storage_offset());
  }
  if (changed.requires_grad() && changed.grad_fn()) torch::autograd::impl::set_gradient_edge(before, torch::autograd::impl::gradient_edge(changed));
  return before;
}

void intercept(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  c10::impl::ExcludeDispatchKeyGuard off(intercept_key);
  if (interceptor == nullptr) {
    op.callBoxed(stack);
    return;
  }
  const auto& schema = op.schema();
  const size_t n = schema.arguments().size(), first = stack->size() - n;
  Storage storage(n + schema.returns().size());
  // Holds what the arguments were: the stack is consumed by the call.
  std::vector<IValue> given(stack->begin() + first, stack->end());
  std::vector<Value> arguments;
  for (size_t i = 0; i < n; i++) {
    arguments.push_back(view_of(given[i], storage));
    const auto* alias = schema.arguments()[i].alias_info();
    if (alias == nullptr || !alias->isWrite() || arguments.back().tag != kTensor) continue;
    at::Tensor before = value_before(given[i].toTensor());
    arguments.back().p = own(std::move(before));
    arguments.back().count = 1;
  }
  op.callBoxed(stack);
  std::vector<Value> results;
  for (size_t i = stack->size() - schema.returns().size(); i < stack->size(); i++) results.push_back(view_of((*stack)[i], storage));
  std::string path;
  if (in_script)
    for (const auto& frame : torch::jit::currentModuleHierarchy()) path += frame + "\n";
  Intercepted call{
      schema.name().c_str(), schema.overload_name().c_str(), path.c_str(), arguments.data(), results.data(),
      static_cast<int32_t>(arguments.size()), static_cast<int32_t>(results.size())};
  if (interceptor(&call) < 0) managed_error();
}

}  // namespace

TORCH_LIBRARY_IMPL(_, TESTING_ONLY_GenericMode, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&intercept>()); }

// ---- the C interface -------------------------------------------------------------------------------------------------------------

GB_API const char* gb_error() { return error_text.c_str(); }

// Operators

GB_API int gb_op_find(const char* name, const char* overload, void** op) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle, "this libtorch (", TORCH_VERSION, ") has no operator ", name, *overload ? "." : "", overload);
    auto found = new Op{*handle, {}};
    for (const auto& argument : handle->schema().arguments()) found->parameters.push_back(describe(argument));
    *op = found;
    return 0;
  });
}

GB_API const char* gb_op_schema(void* op) {
  std::ostringstream text;
  text << static_cast<Op*>(op)->handle.schema();
  result_text = text.str();
  return result_text.c_str();
}

// Returns the number of results. Missing trailing arguments take the schema's defaults.
GB_API int gb_op_call(void* op, const Value* arguments, int count, Value* results, int capacity) {
  return guarded([&] {
    const auto& target = *static_cast<Op*>(op);
    const auto& schema = target.handle.schema();
    const int parameters = static_cast<int>(target.parameters.size());
    TORCH_CHECK(count <= parameters, "takes ", parameters, " arguments, ", count, " given");
    torch::jit::Stack stack;
    stack.reserve(parameters);
    const Value missing{kDefault, 0, {0}, {0}};
    for (int i = 0; i < parameters; i++)
      stack.push_back(to_ivalue(i < count ? arguments[i] : missing, target.parameters[i], schema.arguments()[i]));
    target.handle.callBoxed(&stack);
    const int returned = static_cast<int>(stack.size());
    TORCH_CHECK(returned <= capacity, "returns ", returned, " values, room for ", capacity);
    for (int i = 0; i < returned; i++) from_ivalue(std::move(stack[i]), results[i]);
    return returned;
  });
}

GB_API void gb_free_handles(void** handles) { delete[] handles; }

// Tensors

struct TensorInfo { int64_t dimensions, elements; int32_t dtype, device_type, device_index, flags; };

GB_API void gb_tensor_retain(void* t) { c10::raw::intrusive_ptr::incref(static_cast<Impl*>(t)); }

GB_API void gb_tensor_release(void* t) { c10::raw::intrusive_ptr::decref(static_cast<Impl*>(t)); }

GB_API int gb_tensor_info(void* handle, TensorInfo* info) {
  return guarded([&] {
    auto impl = static_cast<Impl*>(handle);
    auto t = borrow(handle);
    auto device = t.device();
    *info = {t.dim(), t.numel(), static_cast<int32_t>(t.scalar_type()), static_cast<int32_t>(device.type()), device.index(),
             (t.requires_grad() ? 1 : 0) | (t.is_leaf() ? 2 : 0) | (impl->is_contiguous() ? 4 : 0) | (t.is_inference() ? 8 : 0) | (t.is_sparse() ? 16 : 0)};
    return 0;
  });
}

GB_API int gb_tensor_sizes(void* t, int64_t* sizes) {
  return guarded([&] { auto s = borrow(t).sizes(); std::copy(s.begin(), s.end(), sizes); return 0; });
}

GB_API int gb_tensor_strides(void* t, int64_t* strides) {
  return guarded([&] { auto s = borrow(t).strides(); std::copy(s.begin(), s.end(), strides); return 0; });
}

GB_API int64_t gb_tensor_offset(void* t) { return static_cast<Impl*>(t)->storage_offset(); }

GB_API void* gb_tensor_data(void* t) {
  void* data = nullptr;
  guarded([&] { data = borrow(t).data_ptr(); return 0; });
  return data;
}

// Which memory a tensor shares with others: equal for a view and its base.
GB_API void* gb_tensor_storage(void* t) {
  auto tensor = borrow(t);
  return tensor.has_storage() ? tensor.storage().unsafeGetStorageImpl() : nullptr;
}

GB_API int64_t gb_tensor_storage_bytes(void* t) {
  auto tensor = borrow(t);
  return tensor.has_storage() ? static_cast<int64_t>(tensor.storage().nbytes()) : 0;
}

GB_API int gb_tensor_copy_in(const void* data, int64_t bytes, const int64_t* sizes, int dimensions, int dtype, Value* result) {
  return guarded([&] {
    auto t = at::empty(at::IntArrayRef(sizes, dimensions), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    TORCH_CHECK(static_cast<int64_t>(t.nbytes()) == bytes, "the data has ", bytes, " bytes, the shape needs ", t.nbytes());
    if (bytes > 0) std::memcpy(t.data_ptr(), data, bytes);
    set_tensor(*result, std::move(t));
    return 0;
  });
}

GB_API int gb_tensor_share(void* data, const int64_t* sizes, int dimensions, int dtype, ReleaseCallback release, void* context, Value* result) {
  return guarded([&] {
    auto t = at::from_blob(data, at::IntArrayRef(sizes, dimensions), [release, context](void*) { release(context); },
                           at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    set_tensor(*result, std::move(t));
    result->extra = 0;
    return 0;
  });
}

// Autograd

GB_API int gb_set_requires_grad(void* t, int value) {
  return guarded([&] { borrow(t).set_requires_grad(value != 0); return 0; });
}

GB_API int gb_grad_get(void* t, Value* result) {
  return guarded([&] { *result = Value{}; set_tensor(*result, borrow(t).grad()); return 0; });
}

GB_API int gb_grad_set(void* t, void* gradient) {
  return guarded([&] { borrow(t).mutable_grad() = borrow(gradient); return 0; });
}

GB_API int gb_retain_grad(void* t) {
  return guarded([&] { borrow(t).retain_grad(); return 0; });
}

GB_API int gb_set_data(void* t, void* data) {
  return guarded([&] { borrow(t).set_data(borrow(data)); return 0; });
}

GB_API const char* gb_grad_fn_name(void* t) {
  auto tensor = borrow(t);
  result_text = tensor.grad_fn() ? tensor.grad_fn()->name() : "";
  return result_text.c_str();
}

GB_API int gb_autograd_backward(void** tensors, int count, void** gradients, int gradient_count, int retain, int create, void** inputs, int input_count) {
  return guarded([&] {
    auto keep = c10::optional<bool>(retain != 0);
    torch::autograd::backward(borrow_all(tensors, count), borrow_all(gradients, gradient_count), keep, create != 0, borrow_all(inputs, input_count));
    return 0;
  });
}

GB_API int gb_autograd_grad(void** outputs, int output_count, void** inputs, int input_count, void** gradients, int gradient_count,
                            int retain, int create, int allow_unused, Value* results) {
  return guarded([&] {
    auto keep = c10::optional<bool>(retain != 0);
    auto grads = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count),
                                       borrow_all(gradients, gradient_count), keep, create != 0, allow_unused != 0);
    for (size_t i = 0; i < grads.size(); i++) { results[i] = Value{}; set_tensor(results[i], std::move(grads[i])); }
    return static_cast<int>(grads.size());
  });
}

// Ties outputs, computed without a graph, to their inputs through a backward function of managed code.
GB_API int gb_autograd_function(void** inputs, int input_count, void** outputs, int output_count, BackwardCallback backward, ReleaseCallback release, void* context) {
  return guarded([&] {
    auto given = borrow_all(inputs, input_count);
    auto node = std::shared_ptr<ManagedNode>(new ManagedNode(), torch::autograd::deleteNode);
    node->callback = backward;
    node->release = release;
    node->context = context;
    node->input_count = input_count;
    node->set_next_edges(torch::autograd::collect_next_edges(given));
    for (auto& output : borrow_all(outputs, output_count)) torch::autograd::set_history(output, node);
    return 0;
  });
}

GB_API int gb_hook_add(void* t, HookCallback callback, ReleaseCallback release, void* context) {
  return guarded([&] {
    auto hook = std::make_shared<ManagedHook>(ManagedHook{callback, release, context});
    return static_cast<int>(borrow(t).register_hook([hook](at::Tensor gradient) -> at::Tensor {
      int failed = 0;
      void* replaced = hook->callback(hook->context, own(gradient), &failed);
      if (failed) managed_error();
      auto result = borrow(replaced);
      if (replaced) c10::raw::intrusive_ptr::decref(static_cast<Impl*>(replaced));
      return result;
    }));
  });
}

GB_API int gb_hook_remove(void* t, int position) {
  return guarded([&] { borrow(t).remove_hook(position); return 0; });
}

GB_API int gb_grad_mode() { return c10::GradMode::is_enabled(); }
GB_API void gb_set_grad_mode(int on) { c10::GradMode::set_enabled(on != 0); }
GB_API int gb_inference_mode() { return c10::InferenceMode::is_enabled(); }
GB_API void* gb_inference_enter(int on) { return new c10::InferenceMode(on != 0); }
GB_API void gb_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

// The interceptor, for the calling thread; null switches it off.
GB_API void gb_intercept(InterceptCallback callback) {
  interceptor = callback;
  c10::impl::tls_set_dispatch_key_included(intercept_key, callback != nullptr);
}

// TorchScript

GB_API int gb_jit_load(const char* path, int device_type, int device_index, void** module) {
  return guarded([&] {
    *module = new torch::jit::Module(torch::jit::load(path, c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index))));
    return 0;
  });
}

GB_API void gb_jit_release(void* module) { delete static_cast<torch::jit::Module*>(module); }

GB_API int gb_jit_train(void* module, int on) {
  return guarded([&] { static_cast<torch::jit::Module*>(module)->train(on != 0); return 0; });
}

// Calls visit(context, name, handle, is_buffer) for each parameter and buffer; the handles are owned by the receiver.
GB_API int gb_jit_tensors(void* module, void (*visit)(void*, const char*, void*, int), void* context) {
  return guarded([&] {
    auto m = static_cast<torch::jit::Module*>(module);
    for (const auto& p : m->named_parameters()) visit(context, p.name.c_str(), own(p.value), 0);
    for (const auto& b : m->named_buffers()) visit(context, b.name.c_str(), own(b.value), 1);
    return 0;
  });
}

// The tensors of what a network returns, in order: of tuples, lists and dictionaries, one in another.
void gather(const IValue& value, std::vector<at::Tensor>& tensors) {
  if (value.isTensor()) {
    tensors.push_back(value.toTensor());
  } else if (value.isTuple()) {
    for (const IValue& element : value.toTupleRef().elements()) gather(element, tensors);
  } else if (value.isList()) {
    for (const IValue& element : value.toListRef()) gather(element, tensors);
  } else if (value.isGenericDict()) {
    for (const auto& entry : value.toGenericDict()) gather(entry.value(), tensors);
  } else {
    TORCH_CHECK(value.isNone(), "forward returns a value of kind ", value.tagKind(), ", which is no tensor");
  }
}

// Runs forward with the optimising executor off, so that the operators that run are those of the file. Tuples, lists and dictionaries give several results.
GB_API int gb_jit_forward(void* module, void** inputs, int count, Value* results, int capacity) {
  return guarded([&] {
    torch::jit::GraphOptimizerEnabledGuard unoptimised(false);
    bool outer = in_script;
    in_script = true;
    struct Restore { bool value; ~Restore() { in_script = value; } } restore{outer};
    std::vector<IValue> arguments;
    for (auto& t : borrow_all(inputs, count)) arguments.emplace_back(t);
    IValue output = static_cast<torch::jit::Module*>(module)->forward(arguments);
    std::vector<at::Tensor> tensors;
    gather(output, tensors);
    TORCH_CHECK(static_cast<int>(tensors.size()) <= capacity, "forward returns ", tensors.size(), " tensors, room for ", capacity);
    for (size_t i = 0; i < tensors.size(); i++) from_ivalue(IValue(std::move(tensors[i])), results[i]);
    return static_cast<int>(tensors.size());
  });
}

// Generators, devices, settings

GB_API int gb_generator_new(int device_type, int device_index, uint64_t seed, void** generator) {
  return guarded([&] {
    auto device = c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    auto made = at::globalContext().defaultGenerator(device).clone();
    made.set_current_seed(seed);
    *generator = new at::Generator(made);
    return 0;
  });
}

GB_API int gb_generator_default(void** generator) {
  return guarded([&] { *generator = new at::Generator(at::globalContext().defaultGenerator(c10::kCPU)); return 0; });
}

GB_API void gb_generator_release(void* generator) { delete static_cast<at::Generator*>(generator); }

GB_API int gb_generator_seed(void* generator, uint64_t seed) {
  return guarded([&] { static_cast<at::Generator*>(generator)->set_current_seed(seed); return 0; });
}

GB_API uint64_t gb_generator_initial_seed(void* generator) { return static_cast<at::Generator*>(generator)->current_seed(); }

GB_API int gb_generator_state(void* generator, Value* result) {
  return guarded([&] { *result = Value{}; set_tensor(*result, static_cast<at::Generator*>(generator)->get_state()); return 0; });
}

GB_API int gb_generator_set_state(void* generator, void* state) {
  return guarded([&] { static_cast<at::Generator*>(generator)->set_state(borrow(state)); return 0; });
}

GB_API int gb_manual_seed(uint64_t seed) {
  return guarded([&] { at::manual_seed(seed); return 0; });
}

GB_API int gb_device_count(int device_type) {
  auto type = static_cast<c10::DeviceType>(device_type);
  if (type == c10::kCPU) return 1;
  int count = 0;
  guarded([&] { if (c10::impl::hasDeviceGuardImpl(type)) count = c10::impl::VirtualGuardImpl(type).deviceCount(); return 0; });
  return count;
}

GB_API int gb_cuda_synchronize(int index) {
  return guarded([&] { at::detail::getCUDAHooks().deviceSynchronize(index); return 0; });
}

GB_API int gb_set_deterministic(int on, int warn_only) {
  return guarded([&] { at::globalContext().setDeterministicAlgorithms(on != 0, warn_only != 0); return 0; });
}

GB_API int gb_get_num_threads() { return at::get_num_threads(); }

// ATen tells OpenMP and MKL how many threads to use, but not Debian's OpenBLAS, which has threads of its own. Null where there is another BLAS.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int);

GB_API int gb_set_num_threads(int n) {
  return guarded([&] {
    at::set_num_threads(n);
    if (openblas_set_num_threads) openblas_set_num_threads(n);
    return 0;
  });
}
GB_API const char* gb_version() { return TORCH_VERSION; }

GB_API const char* gb_libtorch_folder() { return GLASSBOX_LIBTORCH_DIR; }

GB_API const char* gb_config() {
  guarded([&] { result_text = at::show_config() + at::get_parallel_info(); return 0; });
  return result_text.c_str();
}

// glibc gives the memory of freed large tensors back to the system at once, and being given it again costs three times what an elementwise operator does: keep up to 1 GiB.
__attribute__((constructor)) static void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

// CUDA's operators register themselves when their library is loaded, which nothing links to.
__attribute__((constructor)) static void load_cuda() { dlopen(GLASSBOX_LIBTORCH_DIR "/libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL); }
