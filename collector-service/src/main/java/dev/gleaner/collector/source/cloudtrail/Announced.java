package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.contracts.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Of which accounts and regions files have come. Kept over restarts: a queue that is empty names none. */
final class Announced {

    private final String source;
    private final String key;
    private final Checkpoints checkpoints;
    private final Publisher publisher;
    private @Nullable Set<Stretch> stretches;
    private boolean grown;

    Announced(String source, String place, Checkpoints checkpoints, Publisher publisher) {
        this.source = source;
        this.key = source + " " + place;
        this.checkpoints = checkpoints;
        this.publisher = publisher;
    }

    /** A file was read. */
    void add(TrailFile file) {
        file.delivery()
                .map(delivery -> new Stretch(source, delivery.account(), delivery.region()))
                .ifPresent(stretch -> grown |= known().add(stretch));
    }

    /** All of them; what is new among them is kept first. */
    List<Stretch> kept() {
        List<Stretch> all = List.copyOf(known());
        if (grown) {
            publisher.checkpoint(key, Json.bytes(new Position(all)));
            grown = false;
        }
        return all;
    }

    private Set<Stretch> known() {
        if (stretches == null) {
            stretches = new LinkedHashSet<>(checkpoints
                    .of(key)
                    .map(kept -> Json.read(kept, Position.class).stretches())
                    .orElse(List.of()));
        }
        return stretches;
    }

    /** The form in which it is kept. */
    record Position(List<Stretch> stretches) {}
}
