/* ours */
/* The same with operations that complete inline, or claim to be pending without a
 * context. */
#include "harness.h"
#include "scripts.h"

TEST
{
    run_scripts(1);
}
