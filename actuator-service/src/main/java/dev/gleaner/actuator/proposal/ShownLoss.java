package dev.gleaner.actuator.proposal;

import java.util.List;

/**
 * What taking a remedy back would not bring back of the very target, as it was seen.
 *
 * @param remedy its place in the finding
 * @param parts each in a few words
 */
public record ShownLoss(int remedy, String action, List<String> parts) {

    public ShownLoss {
        parts = List.copyOf(parts);
    }
}
