package dev.gleaner.analyzer.finding;

/**
 * The verdict of a rule on the newest minute of a resource.
 *
 * @param evaluation for a provisional finding
 * @param whileOpen for an open final finding, which says more than a notice: work that only shortens the idle time contradicts it
 * @param isNotice whether it finds something that no action can be approved for yet
 * @param confirmsQuestion whether a notice confirms a question that was found before: only some of its data are missing
 */
public record MinuteEvaluation(
        RuleEvaluation evaluation, RuleEvaluation whileOpen, boolean isNotice, boolean confirmsQuestion) {}
