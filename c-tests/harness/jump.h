/* A jump out of whatever runs, back to where LAND was. */
#ifndef JUMP_H
#define JUMP_H

#include <setjmp.h>

#ifdef _WIN32
/* The C library's longjmp unwinds with the help of the system; this one just leaves. */
static void* target[5];
#define LAND __builtin_setjmp(target)
#define JUMP __builtin_longjmp(target, 1)
#else
static jmp_buf target;
#define LAND setjmp(target)
#define JUMP longjmp(target, 1)
#endif

#endif
