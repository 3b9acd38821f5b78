"""Which of CPython's test modules are run: those of what the bootstrap touches, and of what Python programs rest on."""

#: What collector, exit and forking are about.
TOUCHED = (
    "test_gc", "test_weakref", "test_weakset", "test_atexit", "test_finalization", "test_fork1", "test_wait4", "test_os",
    "test_posix", "test_signal", "test_subprocess", "test_thread", "test_threading", "test_threading_local", "test_sys",
    "test_io", "test_fileio", "test_bufio", "test_memoryio", "test_file", "test_logging", "test_tempfile", "test_queue",
    "test_faulthandler", "test_cmd_line", "test_site", "test_runpy", "test_capi.test_misc",
)
#: Objects of every kind, which are preloaded here as an application's are.
OBJECTS = (
    "test_json", "test_pickle", "test_copy", "test_copyreg", "test_re", "test_decimal", "test_datetime", "test_enum",
    "test_dataclasses", "test_typing", "test_contextlib", "test_context", "test_collections",
    "test_functools", "test_itertools", "test_struct", "test_array", "test_mmap", "test_memoryview", "test_zlib",
    "test_gzip", "test_bz2", "test_traceback", "test_inspect", "test_types", "test_descr", "test_class", "test_property",
    "test_super", "test_generators", "test_coroutines", "test_asyncgen", "test_exceptions", "test_frame", "test_code",
    "test_builtin", "test_dict", "test_list", "test_set", "test_tuple", "test_bytes", "test_long", "test_float",
    "test_deque", "test_ordered_dict", "test_defaultdict", "test_abc", "test_marshal", "test_csv", "test_hashlib",
    "test_xml_etree", "test_pyexpat", "test_string", "test_warnings", "test_sys_settrace",
)
#: What talks to others, and what is written in C.
LIBRARIES = (
    "test_socket", "test_socketserver", "test_selectors", "test_select", "test_ssl", "test_http_cookies",
    "test_asyncio.test_tasks", "test_asyncio.test_base_events", "test_asyncio.test_queues", "test_asyncio.test_subprocess",
    "test_sqlite3", "test_ctypes", "test_importlib.test_threaded_import", "test_importlib.test_abc", "test_httplib",
    "test_email.test_message", "test_zipfile", "test_shutil", "test_uuid", "test_random", "test_multiprocessing_main_handling",
)
ALL = TOUCHED + OBJECTS + LIBRARIES

#: Patterns of tests that are run nowhere, by module.
LEFT_OUT = {
    # They wait for ever in a virtual machine whose hypervisor takes the connection.
    "test_socket": ("*VSOCK*",),
}

#: For development: one of each kind of trouble.
QUICK = ("test_gc", "test_atexit", "test_fork1", "test_json", "test_descr", "test_generators", "test_array")
