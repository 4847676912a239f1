/**
 * Machine code for fused elementwise expressions: lane code, its lifting from definitions, and its writing as bytecode.
 */
package hillock.engine.emit;
