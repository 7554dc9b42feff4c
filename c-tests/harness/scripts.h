/* Series by script, compared event by event with a prediction. */
#ifndef SCRIPTS_H
#define SCRIPTS_H

/* Runs every short series, and then long irregular ones, alone, nested and interleaved.
 * With operations that break the rules, or without any. */
void run_scripts(int breaking_the_rules);

#endif
