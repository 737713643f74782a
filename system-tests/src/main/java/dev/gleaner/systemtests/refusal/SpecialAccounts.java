package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.ActuatorDatabase;
import java.util.List;

/** Accounts and environments that are special in the actuator's configuration or database. */
final class SpecialAccounts {

    static final String PROTECTED = "990000000001";
    static final String FOREIGN = "990000000002";
    static final String WITHOUT_BUDGET = "990000000003";
    static final String WITH_WAVE = "990000000004";
    static final String HALTED = "990000000005";
    static final String WITHOUT_DOLLARS = "990000000006";
    /** An account without targets. */
    private static final String ANOTHER = "990000000007";
    /** An account in a finding for which no role is configured. */
    static final String WITHOUT_ROLE = "990000000008";
    /** An environment whose change window opens in three days. */
    static final String FROZEN = "frozen";

    private SpecialAccounts() {}

    /** Accounts with a role, so that the actuator can read their resources. */
    static List<String> withRole() {
        return List.of(PROTECTED, FOREIGN, WITHOUT_BUDGET, WITH_WAVE, HALTED, WITHOUT_DOLLARS);
    }

    /** Uses up the budgets of two accounts for the next hour. */
    static void spend(ActuatorDatabase actuatorDatabase) {
        actuatorDatabase.execute(begun(WITHOUT_BUDGET, RefusalActuatorSettings.ACCOUNT_ACTIONS, 0));
        actuatorDatabase.execute(begun(WITHOUT_DOLLARS, 1, RefusalActuatorSettings.ACCOUNT_DOLLARS));
    }

    /** Uses up the budget of all accounts together. */
    static void spendTotal(ActuatorDatabase actuatorDatabase) {
        actuatorDatabase.execute(begun(ANOTHER, RefusalActuatorSettings.TOTAL_ACTIONS, 0));
    }

    /** Restores the budget of all accounts. */
    static void restoreTotal(ActuatorDatabase actuatorDatabase) {
        actuatorDatabase.execute("delete from budget_spent where account = '" + ANOTHER + "'");
    }

    /** Inserts actions that began just now in an account, each of so many dollars a month. */
    private static String begun(String account, int actions, int dollars) {
        return "with begun as (insert into action (id, name, target, parameters, finding_id, finding_version, plan, round, state,"
                + " dry_run, decided_by, planned, valid_until, not_before, created_at, updated_at)"
                + " select '" + account + "-' || n, 'earlier', 'earlier-" + account + "-' || n, '{}', 'earlier', 1, '"
                + account
                + "-' || n, 1, 'observed', false, 'first', '{}', now(), now(), now() - interval '1 year', now() - interval '1 year'"
                + " from generate_series(1, " + actions + ") n"
                + " on conflict (id) do update set updated_at = excluded.updated_at returning id)"
                + " insert into budget_spent select id, '" + account + "', " + dollars + ", now() from begun"
                + " on conflict (action_id) do update set at = excluded.at";
    }
}
