package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.EstateCommitments;
import java.time.Instant;
import java.util.Map;

/** Puts the commitments of an estate into the AWS stand-in, each with its own id, which the bill names. */
final class StandInCommitments {

    private final StandInResources created;

    StandInCommitments(StandInResources created) {
        this.created = created;
    }

    void build() {
        EstateCommitments commitments =
                EstateCommitments.of(created.estateTimeline().estate());
        commitments.capacityReservations().forEach(this::create);
        commitments.all().values().forEach(this::create);
    }

    /** Since the first hour of the bill. */
    private void create(EstateCommitments.CapacityReservation reservation) {
        Map<String, Object> past =
                created.past(reservation.account(), reservation.region(), "capacity-reservation", reservation.id());
        past.put("created", created.estateTimeline().start().toEpochMilli());
        past.put("type", reservation.type());
        past.put("instances", reservation.instances());
        past.put("used", reservation.usedBy().size());
        past.put("tags", Map.of("Name", reservation.name()));
    }

    /** A savings plan has an instance family, and a reservation a type; a zonal one has its zone. */
    private void create(EstateCommitments.Commitment commitment) {
        boolean isPlan = commitment.kind() != EstateCommitments.Kind.RESERVATION;
        EstateCommitments.Scope scope = commitment.scope();
        EstateCommitments.Terms terms = commitment.terms();
        Instant end = created.estateTimeline().end();
        Map<String, Object> past =
                created.past(scope.account(), scope.region(), isPlan ? "savings-plan" : "reservation", commitment.id());
        past.put("offering", commitment.kind().offering());
        past.put("hourly", terms.hourly().toPlainString());
        past.put("start", terms.start(end).toEpochMilli());
        past.put("end", terms.end(end).toEpochMilli());
        past.put("tags", Map.of("Name", terms.name()));
        past.put(isPlan ? "family" : "type", scope.type());
        if (!isPlan) {
            past.put("instances", commitment.instances());
            past.put("platform", scope.platform());
            past.put("tenancy", scope.tenancy());
        }
        if (!scope.zone().isEmpty()) {
            past.put("zone", scope.zone());
        }
    }
}
