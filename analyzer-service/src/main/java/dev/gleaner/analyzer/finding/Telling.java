package dev.gleaner.analyzer.finding;

import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.finding.Finding;

/** Where findings go. */
public interface Telling {

    /** A version of a finding. */
    void finding(Finding finding);

    /** A finding still holds. */
    void confirmation(String findingId, Confirmation confirmation);
}
