package dev.gleaner.systemtests.environment;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Settings with which an actuator acts in accounts that are not its own. */
public final class AccountRoleSettings {

    private AccountRoleSettings() {}

    /** The role of each of these accounts. */
    public static Map<String, String> of(Collection<String> accounts) {
        Map<String, String> settings = new HashMap<>();
        accounts.forEach(account -> settings.put(
                "actuator.aws.accounts.\"" + account + "\".role", "arn:aws:iam::" + account + ":role/gleaner-actor"));
        return settings;
    }
}
