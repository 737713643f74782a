package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.series.SeededRandom;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** EBS snapshots. */
final class EstateEbsSnapshotKind extends EstateKind<EstateEbsSnapshot> {

    EstateEbsSnapshotKind() {
        super("snapshots", "a snapshot", EstateEbsSnapshot.class);
    }

    @Override
    public boolean isOfEc2() {
        return true;
    }

    @Override
    public EstateEbsSnapshot withNameTag(EstateEbsSnapshot snapshot) {
        return snapshot.withNameTag();
    }

    @Override
    public Arn arn(EstateEbsSnapshot snapshot, String name, UnaryOperator<String> id) {
        return Arn.snapshot(snapshot.region(), snapshot.account(), id.apply(name));
    }

    @Override
    public Map<String, String> madeIds(EstateEbsSnapshot snapshot, SeededRandom random) {
        return madeId(snapshot.name(), "snap-", random);
    }

    @Override
    public void validate(String place, EstateEbsSnapshot snapshot, ResourceValidationContext check) {
        check.order(place + "/deleted", snapshot.created(), snapshot.deleted(), "created");
        if (snapshot.image() != null && !check.isFirst(snapshot.region() + " " + snapshot.image())) {
            check.report(place + "/image", "\"" + snapshot.image() + "\" occurs twice");
        }
        if (snapshot.volume() == null) {
            return;
        }
        Optional<EstateVolume> volume = check.resources().find(KindRegistry.VOLUMES, snapshot.volume());
        if (volume.isEmpty()) {
            check.report(place + "/volume", "there is no volume \"" + snapshot.volume() + "\"");
        } else if (!volume.get().region().equals(snapshot.region())) {
            check.report(place + "/volume", "is in region " + volume.get().region());
        } else if (volume.get().size() != snapshot.size()) {
            check.report(
                    place + "/size",
                    "is not that of volume " + volume.get().name() + ": "
                            + volume.get().size());
        }
    }

    @Override
    public EstateEbsSnapshot after(EstateEbsSnapshot snapshot, AuditedStep step) {
        return step.step().isEmpty() || step.deletes() ? snapshot.deletedAt(step.at()) : snapshot;
    }

    /** It returns from the recycle bin under its id. */
    @Override
    public EstateEbsSnapshot undone(EstateEbsSnapshot snapshot, AuditedStep step) {
        return snapshot.deletedAt(null);
    }

    /** At most the size of the volume, at least nothing, as blocks that other snapshots need as well remain. */
    @Override
    public Optional<ExpectedSaving> saving(
            String rule, String name, EstateEbsSnapshot snapshot, EstatePrices prices, Instant end) {
        return rule.equals(FORGOTTEN_STORAGE)
                ? prices.of(snapshot.region(), "snapshot")
                        .map(price -> ExpectedSaving.between(
                                BigDecimal.ZERO, price.multiply(BigDecimal.valueOf(snapshot.size()))))
                : Optional.empty();
    }
}
