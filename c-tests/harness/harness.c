/* Runs one test: finds the function under test, and counts the checks. */
#include "harness.h"
#include "tests.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

execute_function execute;
static atomic_long checks;

/* Ends the process from wherever it is, and what was printed is seen. */
static void stop(int status)
{
    fflush(stdout);
    _Exit(status);
}

/* Negative results in the 32 bits that they have. */
static void print_value(const char* which, intptr_t value)
{
    if (value == (int32_t)value) {
        printf("\n  %s 0x%08lX", which, (unsigned long)(uint32_t)value);
    } else {
        printf("\n  %s 0x%08llX", which, (unsigned long long)value);
    }
}

void check(int holds, const char* file, int line, const char* text, int compared,
           intptr_t actual, intptr_t expected)
{
    atomic_fetch_add(&checks, 1);
    if (holds) return;
    printf("%s:%d: %s", file, line, text);
    if (compared) {
        print_value("actual  ", actual);
        print_value("expected", expected);
    }
    printf("\n");
    stop(1);
}

#ifdef WSASYNC_LINKED
void load_library(const char* path)
{
    if (path) {
        printf("this harness is linked against the library: it cannot load %s\n", path);
        stop(2);
    }
    execute = WsAsyncExecute;
}
void unload_library(void) {}
#elif defined(_WIN32)
static HMODULE library;
void load_library(const char* path)
{
    union {
        FARPROC any;
        execute_function execute;
    } found;
    library = LoadLibraryA(path ? path : "webservices_async.dll");
    if (!library) {
        printf("cannot load %s: error %lu%s\n", path ? path : "webservices_async.dll", GetLastError(),
               GetLastError() == ERROR_BAD_EXE_FORMAT ? " (not a DLL of this program's width)" : "");
        stop(2);
    }
    found.any = GetProcAddress(library, "WsAsyncExecute");
    if (!found.any) {
        printf("%s does not export WsAsyncExecute: error %lu\n", path, GetLastError());
        stop(2);
    }
    execute = found.execute;
}
void unload_library(void)
{
    CHECK(FreeLibrary(library));
}
#else
static void* library;
void load_library(const char* path)
{
    if (!path) path = "libwebservices_async.so.1";
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        printf("cannot load the library: %s\n", dlerror());
        stop(2);
    }
    *(void**)&execute = dlsym(library, "WsAsyncExecute");
    if (!execute) {
        printf("%s\n", dlerror());
        stop(2);
    }
}
void unload_library(void)
{
    CHECK_EQUAL(dlclose(library), 0);
}
#endif

int run_test(const char* name, const char* path)
{
    const struct test* test;
    for (test = tests; test->name; ++test) {
        if (strcmp(test->name, name) != 0) continue;
        load_library(path);
        test->run();
        if (atomic_load(&checks) == 0) {
            printf("%s checked nothing\n", test->name);
            return 1;
        }
        printf("%s: %ld checks hold\n", test->name, atomic_load(&checks));
        return 0;
    }
    printf("no such test: %s\n", name);
    return 2;
}

void WSASYNC_CALL never_called(HRESULT hr, WS_CALLBACK_MODEL model, void* argument)
{
    (void)hr, (void)model, (void)argument;
    CHECK(!"the callback is called");
}

void WSASYNC_CALL ended(HRESULT hr, WS_CALLBACK_MODEL model, void* argument)
{
    struct ending* ending = argument;
    ending->hr = hr;
    ending->model = model;
    ending->thread = thread_self();
    atomic_fetch_add(&ending->calls, 1);
    if (ending->event) event_signal(ending->event);
}

void complete(void* argument)
{
    struct completion* c = argument;
    c->context.callback(c->hr, c->model, c->context.callbackState);
}

void on_another_thread(void (*run)(void*), void* argument)
{
    thread_join(thread_start(run, argument, 0));
}

void complete_elsewhere(const WS_ASYNC_CONTEXT* context, HRESULT hr, WS_CALLBACK_MODEL model)
{
    struct completion completion = {*context, hr, model};
    on_another_thread(complete, &completion);
}

void deeper(size_t bytes, void (*run)(void*), void* argument)
{
    volatile char* volatile left_out = __builtin_alloca(bytes);
    left_out[0] = 0;
    run(argument);
    left_out[0] = 0;
}

int is_untouched(const WS_ASYNC_STATE* state)
{
    const unsigned char* bytes = (const unsigned char*)state;
    size_t i;
    for (i = 0; i < sizeof *state; ++i) {
        if (bytes[i] != 0xA5) return 0;
    }
    return 1;
}
