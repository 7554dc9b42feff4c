/* Every short series, and many long irregular ones, whose operations keep the rules:
 * each event is as predicted. */
#include "harness.h"
#include "scripts.h"

TEST
{
    run_scripts(0);
}
