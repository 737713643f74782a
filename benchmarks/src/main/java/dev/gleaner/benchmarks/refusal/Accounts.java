package dev.gleaner.benchmarks.refusal;

/** Accounts and environments about which the actuator's configuration or database says something. */
final class Accounts {

    static final String PROTECTED = "990000000001";
    static final String FOREIGN = "990000000002";
    static final String WITHOUT_BUDGET = "990000000003";
    static final String WITH_WAVE = "990000000004";
    static final String HALTED = "990000000005";
    static final String WITHOUT_DOLLARS = "990000000006";
    /** An environment whose change window opens in three days. */
    static final String FROZEN = "frozen";

    private Accounts() {}

    /** Uses the budgets up. */
    static void spend(Ledger ledger) {
        spend(ledger, WITHOUT_BUDGET, "actions");
        spend(ledger, WITHOUT_DOLLARS, "dollars");
    }

    /** Uses up the budget of all accounts together. */
    static void spendTotal(Ledger ledger) {
        spend(ledger, "*", "actions");
    }

    /** Fills it again. */
    static void fillTotal(Ledger ledger) {
        ledger.run("update budget set left_over = 1000, at = now() where scope = '*' and unit = 'actions'");
    }

    private static void spend(Ledger ledger, String scope, String unit) {
        ledger.run("insert into budget values ('" + scope + "/" + unit + "', '" + scope + "', '" + unit
                + "', -1000000000, now()) on conflict (id) do update set left_over = excluded.left_over, at = now()");
    }
}
