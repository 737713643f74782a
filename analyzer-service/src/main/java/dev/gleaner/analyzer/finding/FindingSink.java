package dev.gleaner.analyzer.finding;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;

/** Receives findings and confirmations. */
public interface FindingSink {

    /** Publishes a version of a finding. */
    void publish(Finding finding);

    /** Confirms that a finding still holds. */
    void confirm(String findingId, FindingConfirmation confirmation);
}
