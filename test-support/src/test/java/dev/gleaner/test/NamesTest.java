package dev.gleaner.test;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/**
 * The names and the layout of the main code of all modules: a class is found by its name, so that a name is more than one
 * word unless the glossary explains it, and belongs to one class. The limits only ever go down.
 */
class NamesTest {

    private static final double ONE_WORD_PERCENT = 10;
    private static final int NAMES_USED_TWICE = 0;
    private static final int SINGULAR_AND_PLURAL = 0;
    private static final int LONG_CONSTRUCTORS = 0;
    private static final int LONG_WIRING_RECORDS = 3;

    private static final int LARGEST_PACKAGE = 40;
    private static final int MOST_PARAMETERS = 7;
    private static final int MOST_COLLABORATORS = 2;
    private static final int MOST_TERMS = 80;

    private static final Path ROOT = Path.of("..");
    private static final List<SourceFile> ALL = files();

    /** All but the analyzer's profiles and stores, whose names belong to their format. */
    private static final List<SourceFile> FILES = ALL.stream()
            .filter(file -> !file.packageName().matches("dev\\.gleaner\\.analyzer\\.(profile|store).*"))
            .toList();

    private static final ParsedSources UNITS = parse(FILES);

    @Test
    void shouldNameTypesByMoreThanOneWord() {
        List<String> oneWord = oneWordNames();

        assertThat(100.0 * oneWord.size() / FILES.size())
                .as("percent of top-level types with a name of one word: %s", oneWord)
                .isLessThanOrEqualTo(ONE_WORD_PERCENT);
    }

    /** Surefire takes a class whose name begins with Test for a unit test, and would run it where integration tests are skipped. */
    @Test
    void shouldBeginTheNameOfNoIntegrationTestWithTest() throws IOException {
        try (Stream<Path> paths = Files.walk(ROOT)) {
            assertThat(paths.filter(path -> path.getFileName().toString().matches("Test.*IT\\.java")))
                    .isEmpty();
        }
    }

    @Test
    void shouldExplainEachNameOfOneWordInTheGlossary() throws IOException {
        Set<String> terms = terms();

        assertThat(terms).as("terms of the glossary").hasSizeLessThanOrEqualTo(MOST_TERMS);
        assertThat(oneWordNames().stream().filter(name -> !terms.contains(name)))
                .as("names of one word that docs/glossary.md does not explain")
                .hasSizeLessThanOrEqualTo(0);
    }

    @Test
    void shouldUseNoNameTwice() {
        Map<String, Set<String>> packages = new TreeMap<>();
        FILES.forEach(file ->
                packages.computeIfAbsent(file.name(), name -> new TreeSet<>()).add(file.packageName()));
        packages.values().removeIf(users -> users.size() == 1);

        assertThat(packages.entrySet())
                .as("simple names that more than one package uses")
                .hasSizeLessThanOrEqualTo(NAMES_USED_TWICE);
    }

    @Test
    void shouldTellAValueFromAServiceByMoreThanOneLetter() {
        List<String> pairs = new ArrayList<>();
        packages()
                .forEach((name, types) -> types.stream()
                        .filter(type -> types.contains(type + "s")
                                || types.contains(type + "es")
                                || types.contains(type.replaceAll("y$", "ies") + (type.endsWith("y") ? "" : "-")))
                        .forEach(type -> pairs.add(name + "." + type)));

        assertThat(pairs)
                .as("types whose plural is a type of the same package")
                .hasSizeLessThanOrEqualTo(SINGULAR_AND_PLURAL);
    }

    /** A package is one subject, whatever its number of files; one of more than this holds two. */
    @Test
    void shouldHaveOneSubjectInAPackage() {
        List<String> large = new ArrayList<>();
        packages().forEach((name, types) -> {
            if (types.size() > LARGEST_PACKAGE) {
                large.add(name + " " + types.size());
            }
        });

        assertThat(large).as("packages of more than %d files", LARGEST_PACKAGE).isEmpty();
    }

    /** Over every package of a module, below a common one too; a package is not a layer above those inside it. */
    @Test
    void shouldHaveNoCyclesOfPackages() {
        Map<Path, Map<String, Set<String>>> modules = new TreeMap<>();
        for (CompilationUnitTree unit : parse(ALL).units()) {
            Path module = SourceFile.of(Path.of(unit.getSourceFile().getName())).module();
            String user = unit.getPackageName().toString();
            Set<String> used = modules.computeIfAbsent(module, key -> new TreeMap<>())
                    .computeIfAbsent(user, key -> new TreeSet<>());
            unit.getImports().forEach(imported -> used.add(packageOf(imported)));
        }

        assertThat(modules.entrySet().stream()
                        .map(module -> Map.entry(module.getKey(), knots(module.getValue())))
                        .filter(module -> !module.getValue().isEmpty()))
                .as("packages that use each other, by module, and those between them")
                .isEmpty();
    }

    /** A record whose canonical constructor is written out is data, and what reads configuration may have many values. */
    @Test
    void shouldConstructFromAtMostSevenParameters() {
        LongConstructors found = new LongConstructors(behaving());
        UNITS.units().forEach(unit -> unit.accept(found, null));

        assertThat(found.constructors)
                .as("constructors of more than %d parameters", MOST_PARAMETERS)
                .hasSizeLessThanOrEqualTo(LONG_CONSTRUCTORS);
        assertThat(found.records)
                .as(
                        "records of more than %d components of which more than %d are classes or interfaces of the project",
                        MOST_PARAMETERS, MOST_COLLABORATORS)
                .hasSizeLessThanOrEqualTo(LONG_WIRING_RECORDS);
    }

    private static List<String> oneWordNames() {
        Pattern oneWord = Pattern.compile("[A-Z][a-z0-9]*");
        return FILES.stream()
                .map(SourceFile::name)
                .filter(name -> oneWord.matcher(name).matches())
                .sorted()
                .toList();
    }

    private static Set<String> terms() throws IOException {
        Matcher term = Pattern.compile("(?m)^\\| \\*\\*(.+?)\\*\\* \\|")
                .matcher(Files.readString(ROOT.resolve("docs/glossary.md")));
        Set<String> terms = new TreeSet<>();
        while (term.find()) {
            terms.add(term.group(1));
        }
        return terms;
    }

    private static Map<String, Set<String>> packages() {
        return FILES.stream()
                .collect(groupingBy(
                        SourceFile::packageName, TreeMap::new, mapping(SourceFile::name, toCollection(TreeSet::new))));
    }

    /** The top-level types that are neither data nor constants: what a record of them passes on is wiring. */
    private static Set<String> behaving() {
        return UNITS.units().stream()
                .flatMap(unit -> unit.getTypeDecls().stream())
                .filter(type -> type.getKind() == Tree.Kind.CLASS || type.getKind() == Tree.Kind.INTERFACE)
                .map(type -> ((ClassTree) type).getSimpleName().toString())
                .collect(toSet());
    }

    /** What is left of packages when those that use no other one, and those that no other one uses, are taken away again and again. */
    private static Map<String, Set<String>> knots(Map<String, Set<String>> packages) {
        Map<String, Set<String>> left = new TreeMap<>(packages);
        left.replaceAll((user, used) -> used.stream()
                .filter(name -> !name.equals(user) && packages.containsKey(name))
                .collect(toCollection(TreeSet::new)));
        boolean isChanged = true;
        while (isChanged) {
            Set<String> used = left.values().stream().flatMap(Set::stream).collect(toSet());
            isChanged = left.entrySet().removeIf(user -> user.getValue().isEmpty() || !used.contains(user.getKey()));
            left.values().forEach(names -> names.retainAll(left.keySet()));
        }
        return left;
    }

    /** The package of an imported type or member: the names before the first one with a capital letter. */
    private static String packageOf(ImportTree imported) {
        return imported.getQualifiedIdentifier().toString().replaceFirst("\\.[A-Z*].*", "");
    }

    private static ParsedSources parse(List<SourceFile> files) {
        try {
            return ParsedSources.parse(files.stream().map(SourceFile::path).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SourceFile> files() {
        try (Stream<Path> paths = Files.walk(ROOT)) {
            return paths.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> path.toString().contains("/src/main/java/"))
                    .filter(path -> !path.endsWith("package-info.java"))
                    .map(SourceFile::of)
                    .sorted((a, b) -> a.path().compareTo(b.path()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of a module's main code, which has one top-level type. */
    private record SourceFile(Path path, Path module, String packageName, String name) {

        static SourceFile of(Path path) {
            String[] parts = path.toString().split("/src/main/java/", 2);
            String type = parts[1].replace(".java", "").replace('/', '.');
            int dot = type.lastIndexOf('.');
            return new SourceFile(path, Path.of(parts[0]), type.substring(0, dot), type.substring(dot + 1));
        }
    }

    private static final class LongConstructors extends TreeScanner<Void, Void> {

        private final List<String> constructors = new ArrayList<>();
        private final List<String> records = new ArrayList<>();
        private final Set<String> behaving;
        private String type = "";
        private long components;

        LongConstructors(Set<String> behaving) {
            this.behaving = behaving;
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            String outer = type;
            long outerComponents = components;
            type = tree.getSimpleName().toString();
            List<VariableTree> values = tree.getKind() == Tree.Kind.RECORD
                    ? tree.getMembers().stream()
                            .filter(VariableTree.class::isInstance)
                            .map(VariableTree.class::cast)
                            .filter(member -> !member.getModifiers().getFlags().contains(Modifier.STATIC))
                            .toList()
                    : List.of();
            components = values.size();
            long collaborators = values.stream()
                    .filter(value ->
                            behaving.contains(value.getType().toString().replaceFirst("<.*", "")))
                    .count();
            if (components > MOST_PARAMETERS && collaborators > MOST_COLLABORATORS) {
                records.add(type + " " + components);
            }
            super.visitClass(tree, nothing);
            type = outer;
            components = outerComponents;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree tree, Void nothing) {
            int parameters = tree.getParameters().size();
            if (tree.getName().contentEquals("<init>") && parameters > MOST_PARAMETERS && parameters != components) {
                constructors.add(type + " " + parameters);
            }
            return super.visitMethod(tree, nothing);
        }
    }
}
