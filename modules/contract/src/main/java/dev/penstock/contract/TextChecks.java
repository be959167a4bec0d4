package dev.penstock.contract;

import dev.penstock.core.Language;
import dev.penstock.core.config.AnswerChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What is checked of the words of an answer. */
final class TextChecks {
    private static final Pattern CITATION = Pattern.compile("\\[([^\\[\\]\\s,]{1,128})\\](?!\\()");
    private static final int LONGEST_LIST = 10;

    private final AnswerChecks checks;

    TextChecks(AnswerChecks checks) {
        this.checks = checks;
    }

    /**
     * What a text breaks.
     *
     * @param whole all of it
     * @param words what of it is for people to read: all, or the texts in its JSON
     * @param contextIds what it may cite
     * @param isFinal whether it is the answer, and not said beside tool calls
     */
    List<Violation> check(String whole, List<String> words, Set<String> contextIds, boolean isFinal) {
        List<Violation> violations = new ArrayList<>();
        if (checks.maxChars() != null) {
            length(whole, checks.maxChars(), violations);
        }
        if (checks.plain()) {
            words.stream()
                    .map(Markup::find)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(found ->
                            violations.add(new Violation(Check.PLAIN, "", "no HTML and no stack trace", found)));
        }
        if (checks.languages() != null) {
            language(String.join("\n", words), checks.languages(), violations);
        }
        if (checks.citations()) {
            citations(words, contextIds, isFinal, violations);
        }
        return violations;
    }

    private static void length(String whole, int most, List<Violation> violations) {
        int chars = whole.codePointCount(0, whole.length());
        if (chars > most) {
            violations.add(
                    new Violation(Check.MAX_CHARS, "", "at most " + most + " characters", chars + " characters"));
        }
    }

    private static void language(String words, Set<String> languages, List<Violation> violations) {
        String language = Language.of(words);
        if (language != null && !languages.contains(language)) {
            violations.add(new Violation(
                    Check.LANGUAGE, "", "language " + String.join(" or ", new TreeSet<>(languages)), language));
        }
    }

    private static void citations(
            List<String> words, Set<String> contextIds, boolean isFinal, List<Violation> violations) {
        Set<String> cited = new TreeSet<>();
        for (String text : words) {
            CITATION.matcher(text)
                    .results()
                    .map((MatchResult citation) -> citation.group(1))
                    .forEach(cited::add);
        }
        Set<String> unknown = new TreeSet<>(cited);
        unknown.removeAll(contextIds);
        String known = contextIds.isEmpty()
                ? "nothing: the request's metadata has no " + ContractInput.CONTEXT_IDS
                : some(contextIds);
        if (!unknown.isEmpty()) {
            violations.add(new Violation(Check.CITATIONS, "", "citations of " + known, some(unknown)));
        } else if (cited.isEmpty() && isFinal) {
            violations.add(new Violation(
                    Check.CITATIONS, "", "at least one citation, written [id], of " + known, "no citation"));
        }
    }

    private static String some(Set<String> ids) {
        return String.join(", ", ids.stream().sorted().limit(LONGEST_LIST).toList());
    }
}
