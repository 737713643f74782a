package dev.gleaner.analyzer.finding;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.GpuActivity;
import org.jspecify.annotations.Nullable;

/** Receives findings and confirmations. */
public interface FindingSink {

    /** Publishes a version of a finding. */
    void publish(Finding finding);

    /** Confirms that a finding still holds. */
    void confirm(String findingId, FindingConfirmation confirmation);

    /**
     * Publishes what the readings of the GPUs of an instance show; ignored unless overridden, since no finding depends on it.
     *
     * @param resource ARN of the instance
     * @param activity null when the instance is gone
     */
    default void publishActivity(String resource, @Nullable GpuActivity activity) {}
}
