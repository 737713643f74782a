package dev.gleaner.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock whose time a test sets. */
public final class MutableClock extends Clock {

    private volatile Instant now;

    /** Starts at this time. */
    public MutableClock(Instant now) {
        this.now = now;
    }

    /** Sets the time. */
    public void set(Instant time) {
        now = time;
    }

    /** Advances the time. */
    public void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
