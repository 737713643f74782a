package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.CardSlot;
import dev.gleaner.analyzer.profile.CardState;
import dev.gleaner.analyzer.profile.CardWindow;
import java.util.List;

/**
 * What the cards of a host did over a window.
 *
 * @param cards how many were read
 * @param activeHours hours of a card in which it worked
 * @param unknownHours hours of a card whose readings did not tell
 * @param heldHours hours of a card in which a process held it and it did nothing
 * @param present hours of a card that have readings
 * @param hours of the window
 * @param coverage the least part of the window's hours that a card was read, 0 to 1; 0 without cards
 * @param utilization mean over the hours that told it, percent; not a number when none did
 * @param memoryUsed highest, bytes; negative when it was not told
 * @param memoryTotal of the largest card, bytes; negative when it was not told
 */
record CardUse(
        int cards,
        int activeHours,
        int unknownHours,
        int heldHours,
        int present,
        int hours,
        double coverage,
        double utilization,
        long memoryUsed,
        long memoryTotal) {

    static CardUse of(List<CardWindow> cards, int hours, int readings) {
        List<CardSlot> slots =
                cards.stream().flatMap(card -> card.present(readings)).toList();
        return new CardUse(
                cards.size(),
                count(slots, CardState.ACTIVE),
                count(slots, CardState.UNKNOWN),
                count(slots, CardState.HELD),
                slots.size(),
                hours,
                cards.stream()
                        .mapToDouble(card -> card.coverage(readings))
                        .min()
                        .orElse(0),
                slots.stream()
                        .filter(slot -> !Float.isNaN(slot.utilization()))
                        .mapToDouble(CardSlot::utilization)
                        .average()
                        .orElse(Double.NaN),
                slots.stream().mapToLong(CardSlot::memoryUsed).max().orElse(-1),
                slots.stream().mapToLong(CardSlot::memoryTotal).max().orElse(-1));
    }

    private static int count(List<CardSlot> slots, CardState state) {
        return (int) slots.stream().filter(slot -> slot.state() == state).count();
    }
}
