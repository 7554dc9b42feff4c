/*
 * What one more step, series or call costs in each of two DLLs: see cost-windows.sh.
 *
 *   cost-windows instructions FIRST SECOND SCENARIO...
 *   cost-windows nanoseconds FIRST SECOND SCENARIO...
 *
 * Prints a line for each scenario. Instructions: those inside the first DLL, those it
 * spent anywhere else but in this program, and the same two for the second DLL. They
 * are counted by stopping after every single one, so they are exact whatever else the
 * machine does. Nanoseconds: the median of rounds in turn, for each DLL; and of each
 * round's ratio between them the median and the quartiles.
 */
#include <string.h>

#include "scenarios.h"

/* Two functions that the drop-in forwards, as far as they matter here. Freeing NULL
 * is about the least that a function can do. */
static void(WINAPI* free_error)(WS_ERROR*);
static HRESULT(WINAPI* create_error)(const void*, ULONG, WS_ERROR**);
static HRESULT(WINAPI* get_error_property)(WS_ERROR*, int, void*, ULONG);

static void call_free_error(long count)
{
    while (count--) free_error(NULL);
}

static void call_get_error_property(long count)
{
    const int string_count = 0;
    WS_ERROR* error;
    ULONG strings;
    create_error(NULL, 0, &error);
    while (count--) get_error_property(error, string_count, &strings, sizeof strings);
    free_error(error);
}

static const struct scenario scenarios[] = {
    SERIES_SCENARIOS,
    {NULL, "WsFreeError", call_free_error},
    {NULL, "WsGetErrorProperty", call_get_error_property},
    {NULL, NULL, NULL},
};

static void (*find(const char* name))(long count)
{
    const struct scenario* s = scenarios;
    while (s->name && strcmp(s->name, name)) s++;
    if (!s->name) fail("no such scenario");
    return s->run;
}

static void look_up(HMODULE library, const char* name, void* function)
{
    FARPROC found = GetProcAddress(library, name);
    memcpy(function, &found, sizeof found); /* no cast between the types is without a warning */
}

/* From here on the scenarios use this DLL. */
static void use(HMODULE library)
{
    look_up(library, "WsAsyncExecute", &execute);
    look_up(library, "WsFreeError", &free_error);
    look_up(library, "WsCreateError", &create_error);
    look_up(library, "WsGetErrorProperty", &get_error_property);
}

/* Instructions. */

#define TRAP_FLAG 0x100

struct image {
    char* start;
    size_t size;
};

static struct image image_of(HMODULE module)
{
    char* start = (char*)module;
    const IMAGE_DOS_HEADER* dos = (const IMAGE_DOS_HEADER*)start;
    const IMAGE_NT_HEADERS* nt = (const IMAGE_NT_HEADERS*)(start + dos->e_lfanew);
    struct image image = {start, nt->OptionalHeader.SizeOfImage};
    return image;
}

static struct image counted, program;
static volatile int counting;
static volatile long inside, elsewhere;

/* Called before each instruction, once the trap flag is set. */
static LONG CALLBACK step(EXCEPTION_POINTERS* stopped)
{
    char* at = (char*)stopped->ExceptionRecord->ExceptionAddress;
    if (stopped->ExceptionRecord->ExceptionCode != EXCEPTION_SINGLE_STEP) return EXCEPTION_CONTINUE_SEARCH;
    if (!counting) return EXCEPTION_CONTINUE_EXECUTION;
    if ((size_t)(at - counted.start) < counted.size) inside++;
    else if ((size_t)(at - program.start) >= program.size) elsewhere++;
    stopped->ContextRecord->EFlags |= TRAP_FLAG;
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* There is no function for it that the compiler keeps in its place. */
static void set_trap_flag(void)
{
#ifdef _WIN64
    __asm__ volatile("pushfq; orl %0, (%%rsp); popfq" ::"i"(TRAP_FLAG) : "cc", "memory");
#else
    __asm__ volatile("pushfl; orl %0, (%%esp); popfl" ::"i"(TRAP_FLAG) : "cc", "memory");
#endif
}

static void count(void (*run)(long), long length)
{
    inside = elsewhere = 0;
    counting = 1;
    set_trap_flag();
    run(length);
    counting = 0;
    if (left) fail("not every step ran");
}

static void print_instructions(void (*run)(long), HMODULE library)
{
    enum { FEW = 8, MANY = 24 };
    long few_inside, few_elsewhere;
    use(library);
    counted = image_of(library);
    run(1); /* what happens once is not counted */
    count(run, FEW);
    few_inside = inside;
    few_elsewhere = elsewhere;
    count(run, MANY);
    printf(" %.2f %.2f", (double)(inside - few_inside) / (MANY - FEW),
           (double)(elsewhere - few_elsewhere) / (MANY - FEW));
}

/* Nanoseconds. */

/* Rounds short enough that few are interrupted. The naive driver recurses LENGTH deep. */
enum { ROUNDS = 801, REPEATS = 20, LENGTH = 1000 };

static double nanoseconds(void (*run)(long), HMODULE library)
{
    LARGE_INTEGER start, end, frequency;
    int i;
    use(library);
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&start);
    for (i = 0; i < REPEATS; i++) run(LENGTH);
    QueryPerformanceCounter(&end);
    if (left) fail("not every step ran");
    return (double)(end.QuadPart - start.QuadPart) * 1e9 / (double)frequency.QuadPart / REPEATS / LENGTH;
}

static int ascending(const void* a, const void* b)
{
    return (*(const double*)a > *(const double*)b) - (*(const double*)a < *(const double*)b);
}

static void print_nanoseconds(void (*run)(long), HMODULE first, HMODULE second)
{
    static double firsts[ROUNDS], seconds[ROUNDS], ratios[ROUNDS];
    int i;
    for (i = 0; i < ROUNDS; i++) {
        firsts[i] = nanoseconds(run, first);
        seconds[i] = nanoseconds(run, second);
        ratios[i] = firsts[i] / seconds[i];
    }
    qsort(firsts, ROUNDS, sizeof *firsts, ascending);
    qsort(seconds, ROUNDS, sizeof *seconds, ascending);
    qsort(ratios, ROUNDS, sizeof *ratios, ascending);
    printf(" %.2f %.2f %.2f %.2f %.2f", firsts[ROUNDS / 2], seconds[ROUNDS / 2], ratios[ROUNDS / 2],
           ratios[ROUNDS / 4], ratios[ROUNDS * 3 / 4]);
}

static HMODULE load(const char* path)
{
    HMODULE library = LoadLibraryA(path);
    if (!library) fail("a library cannot be loaded");
    return library;
}

int main(int argc, char** argv)
{
    HMODULE first, second;
    int i;
    if (argc < 5) fail("usage: cost-windows instructions|nanoseconds FIRST SECOND SCENARIO...");
    first = load(argv[2]);
    second = load(argv[3]);
    if (first == second) fail("the two are the same");
    program = image_of(GetModuleHandleA(NULL));
    AddVectoredExceptionHandler(1, step);
    for (i = 4; i < argc; i++) {
        void (*run)(long) = find(argv[i]);
        printf("%s", argv[i]);
        if (!strcmp(argv[1], "nanoseconds")) {
            print_nanoseconds(run, first, second);
        } else {
            print_instructions(run, first);
            print_instructions(run, second);
        }
        printf("\n");
    }
    return 0;
}
