package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.Listing;
import dev.gleaner.collector.source.inventory.RegionContent;
import dev.gleaner.collector.source.inventory.RegionalRound;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Lists one kind of thing in every account and configured region. */
final class RegionalSource implements PolledSource {

    private final RegionalKind kind;
    private final InventoryConfig.Kind config;
    private final RegionalRound round;
    private final Clock clock;
    private final Turns turns;

    RegionalSource(RegionalKind kind, InventoryConfig.Kind config, RegionalRound round, Clock clock) {
        this.kind = kind;
        this.config = config;
        this.round = round;
        this.clock = clock;
        this.turns = new Turns(config.interval());
    }

    @Override
    public String name() {
        return kind.source();
    }

    @Override
    public boolean enabled() {
        return config.enabled() && round.isAsked();
    }

    @Override
    public Duration interval() {
        return turns.apart();
    }

    @Override
    public void poll() {
        Instant now = clock.instant();
        round.list(name(), kind.api(), realm -> turns.isDue(realm, now), this::list)
                .forEach(realm -> turns.listed(realm, now));
    }

    private RegionContent list(Realm realm, Listing listing) {
        return new RegionContent(kind.list(realm, listing), Optional.empty());
    }
}
