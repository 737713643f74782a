package dev.gleaner.local.estate.made;

import dev.gleaner.local.estate.Shape;
import java.util.function.UnaryOperator;

/** What an instance does: its CPU in percent and its network in bytes per five minutes. */
record Load(Shape cpu, Shape networkIn, Shape networkOut) {

    /** The same change to all three, for what makes a whole instance fall silent. */
    Load each(UnaryOperator<Shape> change) {
        return new Load(change.apply(cpu), change.apply(networkIn), change.apply(networkOut));
    }

    Load withCpu(Shape other) {
        return new Load(other, networkIn, networkOut);
    }

    Load withNetwork(Shape other) {
        return new Load(cpu, other, other);
    }
}
