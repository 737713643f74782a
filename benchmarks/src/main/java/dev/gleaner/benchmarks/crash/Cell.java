package dev.gleaner.benchmarks.crash;

import dev.gleaner.benchmarks.crash.agent.HaltOrders;
import dev.gleaner.benchmarks.crash.agent.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A point of an action, or of its undo. */
record Cell(Deed deed, boolean isUndo, Point point) {

    /** Every point of every action and of every undo. */
    static List<Cell> of(List<Deed> deeds) {
        List<Cell> all = new ArrayList<>();
        for (Deed deed : deeds) {
            for (boolean isUndo : deed.undo().isPresent() ? List.of(false, true) : List.of(false)) {
                for (Point point : Point.values()) {
                    all.add(new Cell(deed, isUndo, point));
                }
            }
        }
        return all;
    }

    Act act() {
        return isUndo ? deed.undo().orElseThrow() : deed.act();
    }

    /** Whether it is reached while people take back, and not while they approve. */
    boolean isLate() {
        return isUndo && !deed.rests();
    }

    /** Whether few seeds come by it, and late in the time that it shares with what people approve: it is not to miss them. */
    boolean isRare() {
        return isUndo && deed.rests();
    }

    /** Whether what this seed does comes by it. */
    boolean isMetBy(Seed seed) {
        return seed.deed().equals(deed) && (!isUndo || seed.isUndone());
    }

    /**
     * Whether no other action may come to that point while one stands still at this one: there is one publisher, and what was
     * rechecked holds the budgets, which taking back does not need.
     */
    boolean holdsUp(Cell other) {
        return switch (point) {
            case RECORDED, PUBLISHED -> other.point() == Point.RECORDED || other.point() == Point.PUBLISHED;
            case RECHECKED -> !isUndo && other.point() != Point.CLAIMED;
            case CLAIMED, INTENT, CALLED, OBSERVED -> false;
        };
    }

    /** What the publisher sees of it are audit entries, whose kind tells the two apart. */
    String subject(Seed seed) {
        String what = switch (point) {
            case RECORDED, PUBLISHED -> isUndo ? "undone" : "observed";
            case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED -> act().name();
        };
        return HaltOrders.subject(seed.target().toString(), what);
    }

    /** Any step that this seed comes to; what is recorded and published is so in any case. */
    int passes(Seed seed, Random random) {
        return switch (point) {
            case RECORDED, PUBLISHED -> 0;
            case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED -> random.nextInt(steps(seed));
        };
    }

    /** What is taken back while it rests comes no further. */
    private int steps(Seed seed) {
        return !isUndo && deed.rests() && seed.isUndone()
                ? Quarantine.STEPS_BEFORE
                : act().calls().size();
    }
}
