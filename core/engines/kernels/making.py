"""Making: the entries of steps.py and linework.py, compiled for one precision into one object file for any C program.

Numba compiles each entry; LLVM puts them together, with all that nobody calls left out, and writes machine code for
this processor that works wherever it is put. ``image.py`` says how it is loaded, ``core.engines.warm`` when it is made.
"""

import os
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import from_dtype, types

from core.engines.kernels import linework, steps
from core.engines.names import ENTRIES

_WORD = ir.IntType(64)
_POINTER = ir.IntType(8).as_pointer()


def object_code(dtype: str) -> bytes:
    """The object file of all entries for numbers of ``dtype``; takes some fifteen seconds."""
    number = from_dtype(np.dtype(dtype))
    whole = binding.parse_assembly("")
    for name, wholes in ENTRIES.items():
        arguments = (types.CPointer(number), types.CPointer(types.int64), *[types.int64] * wholes)
        function = getattr(linework if hasattr(linework, name) else steps, name)
        function.compile(arguments)
        compiled = function.overloads[arguments]
        made = binding.parse_assembly(compiled.library.get_llvm_str())
        whole.triple, whole.data_layout = made.triple, made.data_layout
        whole.link_in(made)
        whole.link_in(_door(whole, name, compiled.fndesc.llvm_func_name, wholes))
    for each in (*whole.functions, *whole.global_variables):
        if not each.is_declaration and each.name not in ENTRIES:
            each.linkage = "internal"
    machine = _machine(whole.triple)
    _drop_unused(whole, machine)
    code: bytes = machine.emit_object(whole)
    return code


def _door(whole: Any, name: str, function: str, wholes: int) -> Any:
    """A module with the C function ``name`` (work, facts, whole numbers), which calls what Numba has made.

    Numba's functions want a place for their result and one for an exception, which kernels never raise.
    """
    module = ir.Module()
    module.triple, module.data_layout = whole.triple, str(whole.data_layout)
    words = [_WORD] * wholes
    inner = ir.Function(
        module,
        ir.FunctionType(ir.IntType(32), [_WORD.as_pointer(), _POINTER.as_pointer(), _POINTER, _POINTER, *words]),
        function,
    )
    door = ir.Function(module, ir.FunctionType(_WORD, [_POINTER, _POINTER, *words]), name)
    builder = ir.IRBuilder(door.append_basic_block())
    found, trouble = builder.alloca(_WORD), builder.alloca(_POINTER)
    builder.call(inner, [found, trouble, *door.args])
    builder.ret(builder.load(found))
    return binding.parse_assembly(str(module))


def _machine(triple: str) -> Any:
    """This processor, with code that finds its constants by their distance."""
    target = binding.Target.from_triple(triple + "-elf" * (os.name == "nt"))  # what llvmlite loads there, too
    return target.create_target_machine(
        cpu=binding.get_host_cpu_name(), features=binding.get_host_cpu_features().flatten(), opt=3, reloc="pic",
        codemodel="default",
    )  # fmt: skip


def _drop_unused(module: Any, machine: Any) -> None:
    """Leave out what no entry calls."""
    builder = binding.create_pass_builder(machine, binding.create_pipeline_tuning_options(3))
    passes = binding.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(module, builder)
