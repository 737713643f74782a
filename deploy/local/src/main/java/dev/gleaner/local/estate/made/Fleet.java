package dev.gleaner.local.estate.made;

import static dev.gleaner.local.estate.made.EstateGenerator.IDLE;

/** The ordinary instances of a machine-learning company. */
final class Fleet {

    private Fleet() {}

    static void cast(Casting casting) {
        training(casting);
        inference(casting);
        office(casting);
        production(casting);
        idle(casting);
    }

    /** GPU hosts are kept at work: what idle cards say needs their own data. */
    private static void training(Casting casting) {
        String[] types = {"p3.2xlarge", "g5.xlarge", "g5.12xlarge", "p4d.24xlarge"};
        for (int i = 0; i < types.length; i++) {
            Role role = casting.role("train-" + (i + 1), types[i]).tagged("production", "training");
            role.doing(Loads.training(role.noise())).play();
        }
    }

    private static void inference(Casting casting) {
        String[] types = {"g5.xlarge", "g4dn.xlarge", "c6i.2xlarge", "c5.2xlarge"};
        for (int i = 0; i < types.length; i++) {
            casting.role("serve-" + (i + 1), types[i])
                    .tagged("production", "inference")
                    .doing(Loads.followingUsers(30 + 5 * i))
                    .play();
        }
        casting.role("serve-paris", "c6i.xlarge")
                .tagged("production", "inference")
                .in("eu-west-3")
                .doing(Loads.followingUsers(35))
                .play();
    }

    private static void office(Casting casting) {
        String[] types = {"m5.xlarge", "t3.xlarge", "m5.2xlarge", "c5.xlarge"};
        for (int i = 0; i < types.length; i++) {
            Role role = casting.role("workbench-" + (i + 1), types[i]).tagged("dev", "research");
            role.doing(Loads.office(role.noise())).play();
        }
    }

    private static void production(Casting casting) {
        casting.role("api-1", "m5.2xlarge")
                .tagged("production", "platform")
                .doing(Loads.steady(43))
                .play();
        casting.role("features-1", "c5.4xlarge")
                .tagged("production", "platform")
                .doing(Loads.steady(90))
                .play();
        casting.role("api-2", "m5.xlarge")
                .tagged("production", "platform")
                .doing(Loads.followingUsers(28))
                .play();
        casting.role("registry-1", "r5.xlarge")
                .tagged("production", "platform")
                .doing(Loads.steady(8.1).withNetwork(Loads.network(4_000)))
                .play();
    }

    private static void idle(Casting casting) {
        String[] dev = {"t3.large", "m5.xlarge", "m5.4xlarge", "c5.4xlarge"};
        for (int i = 0; i < dev.length; i++) {
            casting.role("forgotten-" + (i + 1), dev[i])
                    .tagged(i == 3 ? "test" : "dev", "research")
                    .playAndBeFoundBy(IDLE);
        }
        String[] production = {"m5.2xlarge", "r5.4xlarge"};
        for (int i = 0; i < production.length; i++) {
            casting.role("legacy-" + (i + 1), production[i])
                    .tagged("production", "platform")
                    .playAndBeFoundBy(IDLE);
        }
    }
}
