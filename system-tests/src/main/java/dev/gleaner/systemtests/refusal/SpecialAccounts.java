package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.ActuatorDatabase;
import java.util.List;

/** Accounts and environments about which the actuator's configuration or database says something. */
final class SpecialAccounts {

    static final String PROTECTED = "990000000001";
    static final String FOREIGN = "990000000002";
    static final String WITHOUT_BUDGET = "990000000003";
    static final String WITH_WAVE = "990000000004";
    static final String HALTED = "990000000005";
    static final String WITHOUT_DOLLARS = "990000000006";
    /** One in which nothing is asked for. */
    private static final String ANOTHER = "990000000007";
    /** One of which a finding tells and for which no role is configured. */
    static final String WITHOUT_ROLE = "990000000008";
    /** An environment whose change window opens in three days. */
    static final String FROZEN = "frozen";

    private SpecialAccounts() {}

    /** Those for which a role is configured, so that what lies in them can be looked at. */
    static List<String> entered() {
        return List.of(PROTECTED, FOREIGN, WITHOUT_BUDGET, WITH_WAVE, HALTED, WITHOUT_DOLLARS);
    }

    /** The role by which an account is entered. */
    static String role(String account) {
        return "arn:aws:iam::" + account + ":role/gleaner-actor";
    }

    /** Uses the budgets of two accounts up, within an hour from now. */
    static void spend(ActuatorDatabase actuatorDatabase) {
        actuatorDatabase.execute(begun(WITHOUT_BUDGET, RefusalActuatorSettings.ACCOUNT_ACTIONS, 0));
        actuatorDatabase.execute(begun(WITHOUT_DOLLARS, 1, RefusalActuatorSettings.ACCOUNT_DOLLARS));
    }

    /** Uses up the budget of all accounts together. */
    static void spendTotal(ActuatorDatabase actuatorDatabase) {
        actuatorDatabase.execute(begun(ANOTHER, RefusalActuatorSettings.TOTAL_ACTIONS, 0));
    }

    /** Gives it back. */
    static void fillTotal(ActuatorDatabase actuatorDatabase) {
        actuatorDatabase.execute("delete from budget_spent where account = '" + ANOTHER + "'");
    }

    /** As if so many actions had begun just now in an account, of so many dollars a month each. */
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
