package dev.gleaner.actuator.guard;

import java.time.Instant;

/**
 * Not now: the approved action stays queued as long as its approval counts, and all is looked at anew then.
 *
 * @param why the same text as long as the reason is the same, so that it is audited once
 * @param until when to look again
 */
public record Delay(String guard, String why, Instant until) implements Objection {}
