package dev.gleaner.actuator.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Promised saving of an action, and the time for which the action was observed to be in force. All times are the
 * database's, except for an end that is taken from the launch time of an instance.
 */
@Entity
@Table(name = "ledger_entry")
public class LedgerEntry {

    @Id
    @Column(name = "action_id")
    private String actionId;

    private String target;
    private BigDecimal monthly;
    private BigDecimal low;
    private String basis;
    private Instant since;
    private Instant through;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Column(name = "end_reason")
    private String endReason;

    @Column(name = "next_look")
    private Instant nextLook;

    protected LedgerEntry() {}

    public String actionId() {
        return actionId;
    }

    public String target() {
        return target;
    }

    /** The saving that the finding promised; empty when no price is known. */
    public Optional<SavingsRate> rate() {
        return monthly == null ? Optional.empty() : Optional.of(new SavingsRate(monthly, low));
    }

    /** Source of the price, in words. */
    public String basis() {
        return basis;
    }

    /** When AWS showed that the action had taken effect. */
    public Instant since() {
        return since;
    }

    /** Time up to which the action was observed to be in force; never later than its end. */
    public Instant through() {
        return through;
    }

    /** When the effect ended; empty while no end is known. */
    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    /** Why the effect ended, for a person. */
    public Optional<String> endReason() {
        return Optional.ofNullable(endReason);
    }

    /** The time in which the action is known to have been in force. */
    public SavingsPeriod span() {
        return new SavingsPeriod(target, since, through, endedAt != null, rate());
    }

    void scheduleNextCheck(Instant later) {
        nextLook = later;
    }

    /** Records that the action was observed to be in force at this time. */
    void markInForce(Instant now) {
        through = within(now);
    }

    /** Records the end of the effect. Time after the last observation in force does not count. */
    void end(Instant when, String why) {
        endedAt = within(when);
        through = endedAt;
        endReason = why;
    }

    /**
     * Limits a time to the period that is measured: an end before the beginning, which differing clocks could cause,
     * becomes the beginning.
     */
    private Instant within(Instant time) {
        Instant last = since.plus(SavingsComparison.WHOLE);
        Instant notBefore = time.isBefore(since) ? since : time;
        return notBefore.isAfter(last) ? last : notBefore;
    }

    @Override
    public String toString() {
        return actionId + " on " + target + " from " + since + " through " + through + ", next check at " + nextLook;
    }
}
