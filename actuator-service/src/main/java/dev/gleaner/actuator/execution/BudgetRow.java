package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.guard.pace.TokenBucket;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;

/** A token bucket where all actuators see it. Its row lock is what makes two of them not take the same. */
@Entity
@Table(name = "budget")
class BudgetRow {

    @Id
    private String id;

    private String scope;
    private String unit;

    @Column(name = "left_over")
    private BigDecimal leftOver;

    private Instant at;

    protected BudgetRow() {}

    static String id(String scope, TokenBucket.Unit unit) {
        return scope + "/" + unit.text();
    }

    /** What it holds now of so much an hour. */
    TokenBucket bucket(BigDecimal perHour, Instant now) {
        TokenBucket.Unit counted =
                TokenBucket.Unit.ACTIONS.text().equals(unit) ? TokenBucket.Unit.ACTIONS : TokenBucket.Unit.DOLLARS;
        return new TokenBucket(scope, counted, perHour, leftOver, at).at(now);
    }

    /** Becomes as this one. */
    void keep(TokenBucket bucket) {
        this.leftOver = bucket.left();
        this.at = bucket.at();
    }

    @Override
    public String toString() {
        return id + ": " + leftOver + " at " + at;
    }
}
