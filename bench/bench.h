/*
 * What the programs here have in common: the command line, the clock, and what is printed.
 *
 *   PROGRAM VARIANT SCENARIO COUNT
 *
 * runs a scenario COUNT steps, or series, long, and prints three numbers: the nanoseconds that it took;
 * by how many kB the main thread's stack has grown; and the bytes of heap, if it called heap_used.
 * Two counts, and the difference between them, tell what one more costs.
 *
 * Exit status 3: this variant has no such scenario.
 */
#ifndef BENCH_H
#define BENCH_H

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "queue.h"

#define MOST_PENDING 1000000

static const char* bench_variant;
static long long bench_start;
static size_t heap_before, heap_after;

static size_t heap(void)
{
    struct mallinfo2 m = mallinfo2();
    return m.uordblks + m.hblkhd;
}

/* To be called when as much is pending as will be. */
static inline void heap_used(void) { heap_after = heap(); }

static long stack_kb(void)
{
    char line[128];
    long kb = 0;
    FILE* status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmStk: %ld", &kb) == 1) break;
    if (status) fclose(status);
    return kb;
}

static long long nanoseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* To be called by a scenario that has set something up first. */
static inline void start_clock(void) { bench_start = nanoseconds(); }

/* The only part of the program whose instructions scripts/count.sh counts. */
__attribute__((noinline, noclone)) static void measured(void (*run)(long), long count)
{
    run(count);
    __asm__ volatile(""); /* so that this is no jump to it */
}

static int bench(int argc, char** argv, const struct scenario* s)
{
    long count, stack;
    long long end;
    if (argc != 4) fail("usage: PROGRAM VARIANT SCENARIO COUNT");
    bench_variant = argv[1];
    count = atol(argv[3]);
    for (;; s++) {
        if (!s->name) return 3;
        if (!strcmp(s->name, argv[2]) && (!s->variant || !strcmp(s->variant, argv[1]))) break;
    }
    if (!strcmp(s->name, "pending") && count > MOST_PENDING) fail("too many");
    stack = stack_kb();
    heap_before = heap_after = heap();
    start_clock();
    measured(s->run, count);
    end = nanoseconds();
    printf("%lld %ld %zd\n", end - bench_start, stack_kb() - stack, (ssize_t)(heap_after - heap_before));
    return 0;
}

#endif
