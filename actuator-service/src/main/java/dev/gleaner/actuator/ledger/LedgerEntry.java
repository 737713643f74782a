package dev.gleaner.actuator.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** What an action promised, and how long it has been seen in force. All times are the database's, but for a start. */
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

    /** What the finding promised; empty when no price is known. */
    public Optional<SavingsRate> rate() {
        return monthly == null ? Optional.empty() : Optional.of(new SavingsRate(monthly, low));
    }

    /** Where the price comes from, in words. */
    public String basis() {
        return basis;
    }

    /** When AWS showed that it was done. */
    public Instant since() {
        return since;
    }

    /** Up to when it was seen in force: never later than its end. */
    public Instant through() {
        return through;
    }

    /** When it ceased; empty while it is in force as far as was seen. */
    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    /** Why it ceased, for a person. */
    public Optional<String> endReason() {
        return Optional.ofNullable(endReason);
    }

    /** The time in which it is known to have been in force. */
    public SavingsPeriod span() {
        return new SavingsPeriod(target, since, through, endedAt != null, rate());
    }

    void scheduleNextCheck(Instant later) {
        nextLook = later;
    }

    /** It was seen in force now. */
    void markInForce(Instant now) {
        through = within(now);
    }

    /** It is over since then; what nobody saw in force does not count. */
    void end(Instant when, String why) {
        endedAt = within(when);
        through = endedAt;
        endReason = why;
    }

    /** It is followed for a while only, and no clock makes it end before it began. */
    private Instant within(Instant time) {
        Instant last = since.plus(SavingsComparison.WHOLE);
        Instant notBefore = time.isBefore(since) ? since : time;
        return notBefore.isAfter(last) ? last : notBefore;
    }

    @Override
    public String toString() {
        return actionId + " on " + target + " from " + since + " through " + through + ", look at " + nextLook;
    }
}
