package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.Json;

/** Inserts past actions into the database. */
final class PastActionInserter {

    private PastActionInserter() {}

    /** An earlier action of the same kind on the target. */
    static void earlier(RefusalAttempt attempt, String name, String state, String ago) {
        attempt.sql(action(attempt, name + attempt.target().id(), state, ago));
    }

    /** An action on another target that is the first canary wave, in this state. */
    static void inWave(RefusalAttempt attempt, String account, String state) {
        String remedy = attempt.scenario().remedyName();
        String id = state + "-" + remedy;
        attempt.sql(action(attempt, id, state, "2 days").replace("'" + attempt.target() + "'", "'elsewhere'"));
        attempt.sql("insert into canary values ('" + remedy + "/" + account + "', '" + remedy + "', '" + account
                + "', 1, 1) on conflict do nothing");
        attempt.sql("insert into canary_action values ('" + id + "', '" + remedy + "', '" + account + "', 1, now())");
    }

    private static String action(RefusalAttempt attempt, String id, String state, String ago) {
        String parameters = Json.text(attempt.scenario().remedy(true, true).parameters());
        return "insert into action (id, name, target, parameters, finding_id, finding_version, plan, round, state,"
                + " dry_run, decided_by, planned, valid_until, not_before, created_at, updated_at) values ('" + id
                + "', '" + attempt.scenario().remedyName() + "', '" + attempt.target() + "', '" + parameters
                + "', 'earlier', 1, '" + id + "', 1, '" + state
                + "', false, 'first', '{}', now() + interval '1 year', now() + interval '1 year', now() - interval '"
                + ago + "', now() - interval '" + ago + "')";
    }
}
