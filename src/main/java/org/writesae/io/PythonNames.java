package org.writesae.io;

import java.util.Set;

/**
 * Names that no checkpoint needs. Nothing a pickle names is ever looked up or run here; refusing these at
 * the first mention tells the user that the file was made to attack a Python loader.
 */
final class PythonNames {
    /** With everything below them. */
    private static final Set<String> PACKAGES = Set.of("os", "importlib", "ctypes", "multiprocessing", "asyncio", "urllib",
            "distutils", "setuptools", "pip", "ensurepip", "dill", "cloudpickle", "requests");
    /** Only themselves: a project may well have a package named {@code code} or {@code trace}. */
    private static final Set<String> MODULES = Set.of("posix", "nt", "posixpath", "ntpath", "subprocess", "commands",
            "popen2", "sys", "imp", "runpy", "shutil", "socket", "_ctypes", "pty", "pdb", "bdb", "pickle", "_pickle", "cPickle",
            "marshal", "operator", "_operator", "types", "code", "codeop", "timeit", "webbrowser", "platform", "threading",
            "signal", "tempfile", "http.client", "http.server", "ftplib", "smtplib", "telnetlib", "gc", "inspect",
            "cProfile", "profile", "trace", "doctest", "venv", "site", "zipimport", "pkgutil", "pydoc", "ssl", "io", "_io",
            "fcntl", "mmap", "resource", "atexit");
    private static final Set<String> BUILTIN_TYPES = Set.of("set", "frozenset", "list", "dict", "tuple", "object", "int",
            "long", "float", "str", "unicode", "bool", "bytes", "bytearray", "complex", "slice", "range", "type");
    private static final Set<String> LOADERS = Set.of("torch.hub", "torch.serialization", "torch.load",
            "torch.utils.cpp_extension", "torch.utils._config_module", "torch._dynamo", "torch._inductor",
            "torch.distributed.rpc", "torch.jit", "torch.fx", "torch.storage._load_from_bytes", "numpy.load",
            "numpy.testing", "numpy.f2py", "numpy.distutils", "functools.reduce", "types.FunctionType");

    private PythonNames() {
    }

    static boolean isForbidden(PickledGlobal global) {
        String root = global.module().split("\\.", 2)[0];
        if (root.equals("builtins") || root.equals("__builtin__")) {
            return !BUILTIN_TYPES.contains(global.name());
        }
        if (global.equals(new PickledGlobal("types", "SimpleNamespace"))) {
            return false;
        }
        String full = global.toString();
        return PACKAGES.contains(root) || MODULES.contains(global.module())
                || LOADERS.stream().anyMatch(name -> full.equals(name) || full.startsWith(name + "."));
    }
}
