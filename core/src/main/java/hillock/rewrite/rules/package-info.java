/** The rules of the rewriter, one per file; {@link hillock.rewrite.rules.Rules} says which operation has which. */
package hillock.rewrite.rules;
