/*
 * GLib: an idle source whose every turn is a step.
 */
#include <glib.h>

#include "bench.h"

static gboolean step(gpointer data)
{
    (void)data;
    return --left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean last(gpointer data)
{
    (void)data;
    left--;
    return G_SOURCE_REMOVE;
}

static void asynchronous_step(long count)
{
    left = count;
    g_idle_add(step, NULL);
    while (left > 0) g_main_context_iteration(NULL, TRUE);
}

static void asynchronous_series(long count)
{
    while (count--) {
        left = 1;
        g_idle_add(step, NULL);
        g_main_context_iteration(NULL, TRUE);
    }
}

static void many_pending(long count)
{
    long i;
    left = count;
    for (i = 0; i < count; i++) g_idle_add(last, NULL);
    heap_used();
    while (left > 0) g_main_context_iteration(NULL, TRUE);
}

static const struct scenario scenarios[] = {
    {NULL, "asynchronous-step", asynchronous_step},
    {NULL, "asynchronous-series", asynchronous_series},
    {NULL, "pending", many_pending},
    {NULL, NULL, NULL},
};

int main(int argc, char** argv) { return bench(argc, argv, scenarios); }
