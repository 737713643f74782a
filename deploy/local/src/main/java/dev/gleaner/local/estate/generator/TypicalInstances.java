package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.generator.EstateGenerator.IDLE;

/** The ordinary instances of a machine-learning company. */
final class TypicalInstances {

    private TypicalInstances() {}

    static void addTo(EstateBuilder estateBuilder) {
        training(estateBuilder);
        inference(estateBuilder);
        office(estateBuilder);
        production(estateBuilder);
        idle(estateBuilder);
    }

    /** GPU hosts are kept at work: what idle cards say needs their own data. */
    private static void training(EstateBuilder estateBuilder) {
        String[] types = {"p3.2xlarge", "g5.xlarge", "g5.12xlarge", "p4d.24xlarge"};
        for (int i = 0; i < types.length; i++) {
            InstanceBuilder instanceBuilder =
                    estateBuilder.instance("train-" + (i + 1), types[i]).tagged("production", "training");
            instanceBuilder
                    .doing(InstanceLoadFactory.training(instanceBuilder.noise()))
                    .add();
        }
    }

    private static void inference(EstateBuilder estateBuilder) {
        String[] types = {"g5.xlarge", "g4dn.xlarge", "c6i.2xlarge", "c5.2xlarge"};
        for (int i = 0; i < types.length; i++) {
            estateBuilder
                    .instance("serve-" + (i + 1), types[i])
                    .tagged("production", "inference")
                    .doing(InstanceLoadFactory.followingUsers(30 + 5 * i))
                    .add();
        }
        estateBuilder
                .instance("serve-paris", "c6i.xlarge")
                .tagged("production", "inference")
                .in("eu-west-3")
                .doing(InstanceLoadFactory.followingUsers(35))
                .add();
    }

    private static void office(EstateBuilder estateBuilder) {
        String[] types = {"m5.xlarge", "t3.xlarge", "m5.2xlarge", "c5.xlarge"};
        for (int i = 0; i < types.length; i++) {
            InstanceBuilder instanceBuilder =
                    estateBuilder.instance("workbench-" + (i + 1), types[i]).tagged("dev", "research");
            instanceBuilder
                    .doing(InstanceLoadFactory.office(instanceBuilder.noise()))
                    .add();
        }
    }

    private static void production(EstateBuilder estateBuilder) {
        estateBuilder
                .instance("api-1", "m5.2xlarge")
                .tagged("production", "platform")
                .doing(InstanceLoadFactory.steady(43))
                .add();
        estateBuilder
                .instance("features-1", "c5.4xlarge")
                .tagged("production", "platform")
                .doing(InstanceLoadFactory.steady(90))
                .add();
        estateBuilder
                .instance("api-2", "m5.xlarge")
                .tagged("production", "platform")
                .doing(InstanceLoadFactory.followingUsers(28))
                .add();
        estateBuilder
                .instance("registry-1", "r5.xlarge")
                .tagged("production", "platform")
                .doing(InstanceLoadFactory.steady(8.1).withNetwork(InstanceLoadFactory.network(4_000)))
                .add();
    }

    private static void idle(EstateBuilder estateBuilder) {
        String[] dev = {"t3.large", "m5.xlarge", "m5.4xlarge", "c5.4xlarge"};
        for (int i = 0; i < dev.length; i++) {
            estateBuilder
                    .instance("forgotten-" + (i + 1), dev[i])
                    .tagged(i == 3 ? "test" : "dev", "research")
                    .addExpecting(IDLE);
        }
        String[] production = {"m5.2xlarge", "r5.4xlarge"};
        for (int i = 0; i < production.length; i++) {
            estateBuilder
                    .instance("legacy-" + (i + 1), production[i])
                    .tagged("production", "platform")
                    .addExpecting(IDLE);
        }
    }
}
