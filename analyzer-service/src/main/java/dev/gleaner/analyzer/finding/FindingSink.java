package dev.gleaner.analyzer.finding;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;

/** Where findings go. */
public interface FindingSink {

    /** A version of a finding. */
    void publish(Finding finding);

    /** A finding still holds. */
    void confirm(String findingId, FindingConfirmation confirmation);
}
