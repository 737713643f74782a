package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.Json;

/** Actions of the past, as the database would tell of them. */
final class ActionHistory {

    private ActionHistory() {}

    /** As if the same had been done to the target before. */
    static void earlier(RefusalAttempt attempt, String name, String state, String ago) {
        attempt.sql(action(attempt, name + attempt.target().id(), state, ago));
    }

    /** As if the one action of the first wave were in this state. */
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
